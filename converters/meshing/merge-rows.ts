import type { Xyz } from '../../datasets/geometry/index.ts';
import type { CellsOfBlock } from './pen.ts';
import { PLACE_BITS, yOf, zOf } from './place.ts';

/** Cells `[begin, end)` of a part: what it has of one row of the label's box. */
export type VisitRow = (part: CellsOfBlock, begin: number, end: number) => void;

/** A part, how far it has been visited, and the row that comes next. */
interface Cursor {
  readonly part: CellsOfBlock;
  at: number;
  row: number;
}

/** Rows a slice: more than a label's box may have. */
const ROWS = 2 ** 20;

/**
 * Visits the cells of all parts in the order z, y, x, row by row. A heap has the parts by the row that comes next and, as cells
 * of a row that are of different blocks do not overlap, by where they begin along x.
 * @param lower first cell of the box around all.
 */
export function mergeRows(parts: readonly CellsOfBlock[], lower: Xyz, visit: VisitRow): void {
  const rowAt = ({ cells, origin }: CellsOfBlock, at: number) =>
    (zOf(cells[at]) + origin[2] - lower[2]) * ROWS + yOf(cells[at]) + origin[1] - lower[1];
  const heap = parts
    .filter(({ cells }) => cells.length > 0)
    .map((part): Cursor => ({ part, at: 0, row: rowAt(part, 0) }))
    .sort((a, b) => (isBefore(a, b) ? -1 : 1));
  while (heap.length > 0) {
    const first = heap[0];
    const { cells } = first.part;
    const begin = first.at;
    const row = cells[begin] >>> PLACE_BITS;
    while (first.at < cells.length && cells[first.at] >>> PLACE_BITS === row) first.at++;
    visit(first.part, begin, first.at);
    if (first.at < cells.length) first.row = rowAt(first.part, first.at);
    else heap[0] = heap[heap.length - 1];
    if (first.at === cells.length) heap.pop();
    sink(heap);
  }
}

const isBefore = (a: Cursor, b: Cursor): boolean =>
  a.row < b.row || (a.row === b.row && a.part.origin[0] < b.part.origin[0]);

/** Moves the first to its place. */
function sink(heap: Cursor[]): void {
  for (let i = 0; ; ) {
    let child = 2 * i + 1;
    if (child >= heap.length) return;
    if (child + 1 < heap.length && isBefore(heap[child + 1], heap[child])) child++;
    if (!isBefore(heap[child], heap[i])) return;
    [heap[i], heap[child]] = [heap[child], heap[i]];
    i = child;
  }
}
