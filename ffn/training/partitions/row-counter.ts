import type { Zyx } from '../../../datasets/geometry/index.ts';
import type { Range3, SummedTable } from './summed-table.ts';

/** Counts what a table summed in the boxes around the voxels of a row. */
export interface RowCounter {
  /** Takes up a row of the block. */
  open(z: number, y: number): void;
  /** In the box around voxel x of the row, as far as the table reaches: outside of it there is nothing to count. */
  around(x: number): number;
}

/**
 * A row's boxes share their four edges along x: what lies between these, up to each x, is summed once, and a box is the difference of
 * two sums.
 */
export function createRowCounter(table: SummedTable, { begin, end }: Range3, radius: Zyx): RowCounter {
  const nx = end[2] - begin[2];
  const sumsUpTo = new Int32Array(nx + 1);
  const [rx, bx] = [radius[2], begin[2]];
  const clip = (at: number, axis: 0 | 1): number =>
    Math.min(Math.max(at, begin[axis]), end[axis]) - begin[axis];
  return {
    open(z, y) {
      const {
        sums,
        strides: [plane, row],
      } = table;
      const z0 = clip(z - radius[0], 0) * plane;
      const z1 = clip(z + radius[0] + 1, 0) * plane;
      const y0 = clip(y - radius[1], 1) * row;
      const y1 = clip(y + radius[1] + 1, 1) * row;
      for (let x = 0; x <= nx; x++)
        sumsUpTo[x] = sums[z1 + y1 + x]! - sums[z1 + y0 + x]! - sums[z0 + y1 + x]! + sums[z0 + y0 + x]!;
    },
    around(x) {
      const from = Math.max(0, x - rx - bx);
      const to = Math.min(nx, x + rx + 1 - bx);
      return sumsUpTo[to]! - sumsUpTo[from]!;
    },
  };
}
