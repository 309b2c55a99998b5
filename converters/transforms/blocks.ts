import { type Box, boxOf, boxSize, mapXyz, volumeOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';

/** Voxels that a pass over a volume reads at once. */
const READ_VOXELS = 2 ** 22;

/** Blocks of labels that are looked at on their own: a part of a volume that anybody can find again. */
export const LABEL_BLOCK: Xyz = xyz(64, 64, 64);

/**
 * The boxes of a pass over a volume: whole blocks side by side along x, rows of them along y, layers along z. Blocks begin
 * at the volume's first voxel and are cut at its last.
 */
export function* rowsOfBlocks({ begin, end }: Box, block: Xyz = LABEL_BLOCK): Generator<Box> {
  const width = block[0] * Math.max(1, Math.floor(READ_VOXELS / (block[0] * block[1] * block[2])));
  for (let z = begin[2]; z < end[2]; z += block[2]) {
    for (let y = begin[1]; y < end[1]; y += block[1]) {
      for (let x = begin[0]; x < end[0]; x += width) {
        const far = xyz(x + width, y + block[1], z + block[2]);
        yield { begin: xyz(x, y, z), end: mapXyz((e, axis) => Math.min(e, end[axis]), far) };
      }
    }
  }
}

/** Grid of blocks of a volume. */
export interface BlockGrid {
  readonly bounds: Box;
  readonly block: Xyz;
  /** Blocks per axis. */
  readonly size: Xyz;
}

export function createBlockGrid(bounds: Box, block: Xyz = LABEL_BLOCK): BlockGrid {
  return {
    bounds,
    block,
    size: mapXyz((n, axis) => Math.ceil((bounds.end[axis] - bounds.begin[axis]) / n), block),
  };
}

/** A block's place in the grid, x fastest, and its voxels. */
export interface GridBlock {
  readonly index: number;
  readonly box: Box;
}

/** Blocks that share a voxel with a box inside the volume, x fastest. */
export function* blocksIn({ bounds, block, size }: BlockGrid, { begin, end }: Box): Generator<GridBlock> {
  const first = mapXyz((b, axis) => Math.floor((b - bounds.begin[axis]) / block[axis]), begin);
  const last = mapXyz((e, axis) => Math.floor((e - 1 - bounds.begin[axis]) / block[axis]), end);
  for (let z = first[2]; z <= last[2]; z++) {
    for (let y = first[1]; y <= last[1]; y++) {
      for (let x = first[0]; x <= last[0]; x++) {
        const from = mapXyz((p, axis) => bounds.begin[axis] + p * block[axis], xyz(x, y, z));
        const to = mapXyz((f, axis) => Math.min(f + block[axis], bounds.end[axis]), from);
        yield { index: x + size[0] * (y + size[1] * z), box: { begin: from, end: to } };
      }
    }
  }
}

export interface SampleOptions {
  /** Voxels of a block along each axis. */
  readonly edge: number;
  /** Blocks along each axis, the first and the last at the volume's ends. */
  readonly perAxis: number;
  /** A volume of no more voxels is taken as a whole, in layers. Default 0. */
  readonly wholeVoxels?: number;
}

/** Boxes that stand for a volume: the same ones every time, none twice. */
export function* sampleBoxes(bounds: Box, { edge, perAxis, wholeVoxels = 0 }: SampleOptions): Generator<Box> {
  const size = boxSize(bounds);
  const isWhole = volumeOf(size) <= wholeVoxels;
  const extent = mapXyz((n, axis) => Math.min(isWhole && axis < 2 ? n : edge, n), size);
  const [xs, ys, zs] = ([0, 1, 2] as const).map((axis) => {
    const [room, count] = [size[axis] - extent[axis], Math.ceil(size[axis] / extent[axis])];
    if (isWhole) return Array.from({ length: count }, (_, i) => i * extent[axis]);
    return [...new Set(Array.from({ length: perAxis }, (_, i) => Math.floor((room * i) / (perAxis - 1))))];
  }) as [number[], number[], number[]];
  // Layer by layer: sources of slices decode each of them once.
  for (const z of zs) {
    for (const y of ys) {
      for (const x of xs) {
        const at = xyz(x, y, z);
        const own = mapXyz((n, axis) => Math.min(n, size[axis] - at[axis]), extent);
        yield boxOf(
          mapXyz((b, axis) => b + at[axis], bounds.begin),
          own,
        );
      }
    }
  }
}
