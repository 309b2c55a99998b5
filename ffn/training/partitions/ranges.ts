/** Parts of a block of numbers. */
import { mapZyx, type Zyx, zyx } from '../../../datasets/geometry/index.ts';
import type { Range3 } from './summed-table.ts';

export type VisitRow = (z: number, y: number, x: readonly [from: number, to: number], at: number) => void;

/** Rows of a range, each with the index of its first voxel among those of `valid`. */
export function eachRow(range: Range3, valid: Range3, visit: VisitRow): void {
  const [, ny, nx] = mapZyx((end, i) => end - valid.begin[i], valid.end);
  for (let z = range.begin[0]; z < range.end[0]; z++) {
    for (let y = range.begin[1]; y < range.end[1]; y++) {
      const row = ((z - valid.begin[0]) * ny + y - valid.begin[1]) * nx;
      visit(z, y, [range.begin[2], range.end[2]], row + range.begin[2] - valid.begin[2]);
    }
  }
}

/** The box of each number above 0, in ascending order. */
export function rangesOfNumbers(numbers: Uint32Array, [nz, ny, nx]: Zyx): Map<number, Range3> {
  const boxes = new Map<number, number[]>();
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; ) {
        const [number, from] = [numbers[i]!, x];
        while (x < nx && numbers[i] === number) [x, i] = [x + 1, i + 1];
        if (number > 0) grow(boxes, number, [z, y, from, x]);
      }
    }
  }
  const sorted = [...boxes].sort(([a], [b]) => a - b);
  return new Map(sorted.map(([number, b]) => [number, { begin: zyxOf(b), end: zyxOf(b.slice(3)) }]));
}

const zyxOf = ([z = 0, y = 0, x = 0]: readonly number[]): Zyx => zyx(z, y, x);

/** Widens a box to a run from `from` to `to` in row (z, y). */
function grow(
  boxes: Map<number, number[]>,
  number: number,
  [z, y, from, to]: readonly [number, number, number, number],
): void {
  const box = boxes.get(number);
  if (!box) {
    boxes.set(number, [z, y, from, z + 1, y + 1, to]);
    return;
  }
  if (y < box[1]!) box[1] = y;
  if (from < box[2]!) box[2] = from;
  box[3] = z + 1;
  if (y >= box[4]!) box[4] = y + 1;
  if (to > box[5]!) box[5] = to;
}

export function intersect(a: Range3, b: Range3): Range3 | undefined {
  const begin = mapZyx((n, i) => Math.max(n, b.begin[i]), a.begin);
  const end = mapZyx((n, i) => Math.min(n, b.end[i]), a.end);
  return begin.every((n, i) => n < end[i]!) ? { begin, end } : undefined;
}
