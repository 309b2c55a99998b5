import type { VoxelBlock } from '../volume.ts';
import { type AxisMap, gridPositions, type NdChunk } from './nd-array.ts';

/** Where a chunk lies among the channels. */
export interface CopyPlace {
  readonly axes: AxisMap;
  /** First index of the chunk in each of `axes.others`. */
  readonly begin: readonly number[];
  /** Of the whole array: what a chunk has beyond is padding. */
  readonly shape: readonly number[];
}

/** Copies a chunk's samples to a block that begins where it does in x, y and z. */
export function copyStrided(chunk: NdChunk, block: VoxelBlock, { axes, begin, shape }: CopyPlace): void {
  const { others, spatial } = axes;
  const [nx, ny, nz] = block.size;
  const extent = (axis: 0 | 1 | 2): number => {
    const d = spatial[axis];
    return d === undefined ? 1 : Math.min(block.size[axis], chunk.shape[d]);
  };
  const [cx, cy, cz] = [extent(0), extent(1), extent(2)];
  const [sx, sy, sz] = spatial.map((d) => (d === undefined ? 0 : chunk.strides[d]));
  const counts = others.map((d, i) => Math.min(chunk.shape[d], shape[d] - begin[i]));
  // The types agree, which TypeScript cannot follow through a union.
  const [from, to] = [chunk.data as Uint8Array, block.data as Uint8Array];
  for (const at of gridPositions(counts)) {
    let channel = 0;
    let start = 0;
    others.forEach((d, i) => {
      channel = channel * shape[d] + begin[i] + at[i];
      start += at[i] * chunk.strides[d];
    });
    for (let z = 0; z < cz; z++) {
      for (let y = 0; y < cy; y++) {
        let source = start + z * sz + y * sy;
        let target = nx * (y + ny * (z + nz * channel));
        if (sx === 1) to.set(from.subarray(source, source + cx), target);
        else for (let x = 0; x < cx; x++, source += sx) to[target++] = from[source];
      }
    }
  }
}
