import { NUM_CORNERS } from './cube.ts';
import type { LayerRuns } from './label-runs.ts';

/** One draw is one label in one cell. */
export interface Draws {
  length: number;
  /** Numbers of labels. */
  labels: Int32Array<ArrayBuffer>;
  /** Places of cells within their slice * 256 + configuration. */
  cells: Int32Array<ArrayBuffer>;
}

const INITIAL_CAPACITY = 1 << 14;

export const createDraws = (): Draws => ({
  length: 0,
  labels: new Int32Array(INITIAL_CAPACITY),
  cells: new Int32Array(INITIAL_CAPACITY),
});

/** A row of cells lies between rows y and y + 1 of two layers of voxels. */
export interface CellRow {
  readonly y: number;
  /** Place of its first cell. */
  readonly firstCell: number;
  /** Cells in it. */
  readonly length: number;
}

/** Labels of the corners of the cell at hand. */
const corners = new Int32Array(NUM_CORNERS);

/**
 * Finds the cells of a row that have a surface, ascending, and what each label but 0 draws in them.
 *
 * Between the ends of runs all cells look alike, so that four voxels tell whether there is anything to draw; eight are
 * compared only there and where a run ends.
 */
export function scanRow(lower: LayerRuns, upper: LayerRuns, row: CellRow, draws: Draws): void {
  makeRoom(draws, row.length * NUM_CORNERS + 1);
  const { starts: lowerStarts, numbers: lowerNumbers, rowBegins: lowerRows } = lower;
  const { starts: upperStarts, numbers: upperNumbers, rowBegins: upperRows } = upper;
  const { y, firstCell, length } = row;
  let [a, b, c, d] = [lowerRows[y], lowerRows[y + 1], upperRows[y], upperRows[y + 1]];
  let [label0, label2, label4, label6] = [lowerNumbers[a], lowerNumbers[b], upperNumbers[c], upperNumbers[d]];
  for (let x = 0; ; ) {
    const nextA = lowerStarts[a + 1];
    const nextB = lowerStarts[b + 1];
    const nextC = upperStarts[c + 1];
    const nextD = upperStarts[d + 1];
    const next = Math.min(nextA, nextB, nextC, nextD);
    corners[0] = label0;
    corners[2] = label2;
    corners[4] = label4;
    corners[6] = label6;
    if (x < next - 1 && ((label0 ^ label2) | (label0 ^ label4) | (label0 ^ label6)) !== 0) {
      corners[1] = label0;
      corners[3] = label2;
      corners[5] = label4;
      corners[7] = label6;
      addCells(firstCell + x, firstCell + next - 1, draws);
    }
    if (next > length) return;
    a += isSame(nextA, next);
    b += isSame(nextB, next);
    c += isSame(nextC, next);
    d += isSame(nextD, next);
    corners[1] = label0 = lowerNumbers[a];
    corners[3] = label2 = lowerNumbers[b];
    corners[5] = label4 = upperNumbers[c];
    corners[7] = label6 = upperNumbers[d];
    addCell(firstCell + next - 1, draws);
    x = next;
  }
}

/** 1 where two numbers from 0 to 2^31 - 1 are the same, else 0, without a jump: which it is cannot be foreseen. */
const isSame = (a: number, b: number): number => ((a ^ b) - 1) >>> 31;

/** Adds what each label but 0 of `corners` draws in the cells `[begin, end)`. */
function addCells(begin: number, end: number, draws: Draws): void {
  const { labels, cells } = draws;
  let n = draws.length;
  for (let rest = 0xff; rest !== 0; ) {
    const label = corners[31 - Math.clz32(rest)];
    const configuration = cornersOf(label);
    rest &= ~configuration;
    if (label === 0) continue;
    for (let cell = begin; cell < end; cell++) {
      labels[n] = label;
      cells[n++] = (cell << 8) | configuration;
    }
  }
  draws.length = n;
}

/** As `addCells` for one cell, without a jump for label 0: what it draws is written over by the next. */
function addCell(cell: number, draws: Draws): void {
  const { labels, cells } = draws;
  let n = draws.length;
  let rest = 0xff;
  do {
    const label = corners[31 - Math.clz32(rest)];
    const configuration = cornersOf(label);
    rest &= ~configuration;
    labels[n] = label;
    cells[n] = (cell << 8) | configuration;
    n += 1 - isSame(label, 0);
  } while (rest !== 0);
  draws.length = n;
}

/** The corners that are of a label, as bits. */
const cornersOf = (label: number): number =>
  isSame(corners[0], label) |
  (isSame(corners[1], label) << 1) |
  (isSame(corners[2], label) << 2) |
  (isSame(corners[3], label) << 3) |
  (isSame(corners[4], label) << 4) |
  (isSame(corners[5], label) << 5) |
  (isSame(corners[6], label) << 6) |
  (isSame(corners[7], label) << 7);

function makeRoom(draws: Draws, more: number): void {
  if (draws.length + more <= draws.labels.length) return;
  const length = 2 * (draws.labels.length + more);
  for (const name of ['labels', 'cells'] as const) {
    const larger = new Int32Array(length);
    larger.set(draws[name].subarray(0, draws.length));
    draws[name] = larger;
  }
}
