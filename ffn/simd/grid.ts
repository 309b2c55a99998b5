import { volumeOf, type Zyx } from '../../datasets/geometry/index.ts';

/**
 * Voxels with channels in the kernels' memory, [z, y, x, channel] float32, with a border of one voxel on all sides that stays zero: a tap
 * of a convolution is a constant distance, and no tap needs a test.
 */
export interface Grid {
  /** Without the border. */
  readonly size: Zyx;
  readonly channels: number;
  /** Distances in bytes. */
  readonly voxel: number;
  readonly row: number;
  readonly plane: number;
  /** All of it. */
  readonly bytes: number;
}

const FLOAT = 4;

export function createGrid(size: Zyx, channels: number): Grid {
  const voxel = channels * FLOAT;
  const row = (size[2] + 2) * voxel;
  const plane = (size[1] + 2) * row;
  return { size, channels, voxel, row, plane, bytes: (size[0] + 2) * plane };
}

/** Bytes from the grid's begin to a voxel; its own first one is (0, 0, 0), the border is at -1. */
export const offsetOf = ({ voxel, row, plane }: Grid, z: number, y: number, x: number): number =>
  (z + 1) * plane + (y + 1) * row + (x + 1) * voxel;

/** Calls `visit` for each row of voxels: z, y and the row's number. */
export function eachGridRow({ size }: Grid, visit: (z: number, y: number, index: number) => void): void {
  let index = 0;
  for (let z = 0; z < size[0]; z++) for (let y = 0; y < size[1]; y++) visit(z, y, index++);
}

/** Voxels of a grid, without its border. */
export const voxelsOf = ({ size }: Grid): number => volumeOf(size);
