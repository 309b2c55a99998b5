/** The skeletons of a volume's labels, as the two phases of a run make them, from one block or from several. */
import {
  createTools,
  findRuns,
  type LabelRuns,
  mergeRuns,
  type Skeleton,
  type SkeletonOptions,
  skeletonizeLabel,
} from '../../../converters/skeletons/index.ts';
import { type Box, boxSize, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';

export interface Blocks {
  /** What holds each block, and its box; together they are the volume. */
  readonly parts: readonly { readonly block: VoxelBlock; readonly begin: Xyz }[];
  readonly bounds: Box;
}

export const oneBlock = (block: VoxelBlock, bounds: Box): Blocks => ({
  parts: [{ block, begin: bounds.begin }],
  bounds,
});

export interface WholeOptions {
  readonly voxelSizeNm?: Xyz;
  readonly maxBoxVoxels?: number;
}

/** @returns by label, of those with a skeleton or not. */
export function skeletonsOf(
  { parts, bounds }: Blocks,
  options: SkeletonOptions,
  { voxelSizeNm = xyz(1, 1, 1), maxBoxVoxels = 2 ** 27 }: WholeOptions = {},
): Map<bigint, Skeleton> {
  const found = new Map<bigint, { begin: Xyz; entry: LabelRuns }[]>();
  for (const { block, begin } of parts) {
    for (const entry of findRuns({ block, begin }))
      found.set(entry.label, [...(found.get(entry.label) ?? []), { begin, entry }]);
  }
  const tools = createTools();
  const skeletons = new Map<bigint, Skeleton>();
  for (const [id, own] of found) {
    const edge = (side: 'low' | 'high', pick: (...values: number[]) => number): Xyz =>
      ([0, 1, 2] as const).map((axis) =>
        pick(...own.map(({ entry }) => entry[side][axis])),
      ) as unknown as Xyz;
    const box = { low: edge('low', Math.min), high: edge('high', Math.max) };
    const runs = own.map(({ begin, entry }) => ({ begin, runs: entry.runs }));
    const label = mergeRuns(runs, box, voxelSizeNm);
    skeletons.set(id, skeletonizeLabel({ label, bounds, maxBoxVoxels, tools }, options).skeleton);
  }
  return skeletons;
}

/** A volume cut into blocks of `edge` voxels per axis, from its first corner. */
export function cut(block: VoxelBlock, bounds: Box, edge: number): Blocks {
  const [nx, ny, nz] = boxSize(bounds);
  const data = block.data as BigUint64Array;
  const parts: Blocks['parts'][number][] = [];
  for (let z = 0; z < nz; z += edge) {
    for (let y = 0; y < ny; y += edge) {
      for (let x = 0; x < nx; x += edge) {
        const size = xyz(Math.min(edge, nx - x), Math.min(edge, ny - y), Math.min(edge, nz - z));
        const own = new BigUint64Array(size[0] * size[1] * size[2]);
        for (let k = 0; k < size[2]; k++) {
          for (let j = 0; j < size[1]; j++) {
            const from = x + nx * (y + j + ny * (z + k));
            own.set(data.subarray(from, from + size[0]), size[0] * (j + size[1] * k));
          }
        }
        const begin = xyz(bounds.begin[0] + x, bounds.begin[1] + y, bounds.begin[2] + z);
        parts.push({ block: { ...block, size, data: own }, begin });
      }
    }
  }
  return { parts, bounds };
}
