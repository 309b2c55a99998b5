/** Sums over boxes of a block by a summed-volume table. Source: spec/ffn.md 5.1; Crow, "Summed-area tables", 1984. */
import { mapZyx, type Zyx } from '../../../datasets/geometry/index.ts';

/** A part of a block, [begin, end) by axis: z, y, x. */
export interface Range3 {
  readonly begin: Zyx;
  readonly end: Zyx;
}

export interface SummedTable {
  /**
   * Counts a block's voxels of one value, within a range.
   * @param values [z, y, x] of the block, `size`.
   */
  build(values: ArrayLike<number>, size: Zyx, value: number, range: Range3): void;
  /** Of what was built: sums from the range's first voxel to a corner, one longer than the range on each axis. */
  readonly sums: Int32Array;
  /** Strides of `sums`, z and y. */
  readonly strides: readonly [plane: number, row: number];
}

/** A table that is used again from value to value. Memory: four bytes a voxel of the largest range. */
export function createSummedTable(): SummedTable {
  let sums = new Int32Array(0);
  let strides: readonly [number, number] = [0, 0];
  return {
    get sums() {
      return sums;
    },
    get strides() {
      return strides;
    },
    build(values, size, value, range) {
      const [nz, ny, nx] = mapZyx((end, i) => end - range.begin[i], range.end);
      const [row, plane] = [nx + 1, (nx + 1) * (ny + 1)];
      const length = plane * (nz + 1);
      if (sums.length < length) sums = new Int32Array(length);
      strides = [plane, row];
      sums.fill(0, 0, plane);
      for (let z = 0; z < nz; z++) {
        const below = (z + 1) * plane;
        sums.fill(0, below, below + row);
        for (let y = 0; y < ny; y++) {
          const from = ((range.begin[0] + z) * size[1] + range.begin[1] + y) * size[2] + range.begin[2];
          addRow(sums, { values, from, value, nx }, { to: below + (y + 1) * row, plane, row });
        }
      }
    },
  };
}

interface Row {
  readonly values: ArrayLike<number>;
  readonly from: number;
  readonly value: number;
  readonly nx: number;
}

/** sum(z, y, x) = this row up to x + sum(z, y - 1, x) + sum(z - 1, y, x) - sum(z - 1, y - 1, x). */
function addRow(
  sums: Int32Array,
  { values, from, value, nx }: Row,
  { to, plane, row }: { readonly to: number; readonly plane: number; readonly row: number },
): void {
  let count = 0;
  sums[to] = 0;
  for (let x = 0; x < nx; x++) {
    if (values[from + x] === value) count++;
    const at = to + x + 1;
    sums[at] = count + sums[at - row]! + sums[at - plane]! - sums[at - plane - row]!;
  }
}
