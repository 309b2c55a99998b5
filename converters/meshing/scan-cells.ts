import { NUM_CORNERS } from './cube.ts';
import { type Draws, makeRoom } from './draws.ts';
import type { LayerRuns } from './label-runs.ts';

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
 * compared only there and where a run ends, which is where the time goes: hence no calls and few jumps there.
 */
export function scanRow(lower: LayerRuns, upper: LayerRuns, row: CellRow, draws: Draws): void {
  makeRoom(draws, row.length * NUM_CORNERS + 1);
  const { starts: lowerStarts, numbers: lowerNumbers, rowBegins: lowerRows } = lower;
  const { starts: upperStarts, numbers: upperNumbers, rowBegins: upperRows } = upper;
  const { y, firstCell, length } = row;
  const { words } = draws;
  let [a, b, c, d] = [lowerRows[y], lowerRows[y + 1], upperRows[y], upperRows[y + 1]];
  let [c0, c2, c4, c6] = [lowerNumbers[a], lowerNumbers[b], upperNumbers[c], upperNumbers[d]];
  for (let x = 0; ; ) {
    const nextA = lowerStarts[a + 1];
    const nextB = lowerStarts[b + 1];
    const nextC = upperStarts[c + 1];
    const nextD = upperStarts[d + 1];
    const next = Math.min(nextA, nextB, nextC, nextD);
    corners[0] = c0;
    corners[2] = c2;
    corners[4] = c4;
    corners[6] = c6;
    if (x < next - 1 && ((c0 ^ c2) | (c0 ^ c4) | (c0 ^ c6)) !== 0)
      addAlike(firstCell + x, firstCell + next - 1, draws);
    if (next > length) return;
    a += isSame(nextA, next);
    b += isSame(nextB, next);
    c += isSame(nextC, next);
    d += isSame(nextD, next);
    const c1 = lowerNumbers[a];
    const c3 = lowerNumbers[b];
    const c5 = upperNumbers[c];
    const c7 = upperNumbers[d];
    corners[1] = c1;
    corners[3] = c3;
    corners[5] = c5;
    corners[7] = c7;
    let n = 2 * draws.length;
    let rest = 0xff;
    do {
      const label = corners[31 - Math.clz32(rest)];
      const configuration =
        isSame(c0, label) |
        (isSame(c1, label) << 1) |
        (isSame(c2, label) << 2) |
        (isSame(c3, label) << 3) |
        (isSame(c4, label) << 4) |
        (isSame(c5, label) << 5) |
        (isSame(c6, label) << 6) |
        (isSame(c7, label) << 7);
      rest &= ~configuration;
      // What label 0 draws is written over by the next.
      words[n] = label;
      words[n + 1] = ((firstCell + next - 1) << 8) | configuration;
      n += 2 - 2 * isSame(label, 0);
    } while (rest !== 0);
    draws.length = n / 2;
    c0 = c1;
    c2 = c3;
    c4 = c5;
    c6 = c7;
    x = next;
  }
}

/** 1 where two numbers from 0 to 2^31 - 1 are the same, else 0, without a jump: which it is cannot be foreseen. */
const isSame = (a: number, b: number): number => ((a ^ b) - 1) >>> 31;

/** Adds cells `[begin, end)` that do not change along x; the labels of their lower corners are in `corners`. */
function addAlike(begin: number, end: number, draws: Draws): void {
  const { words } = draws;
  let n = 2 * draws.length;
  for (let rest = 0x55; rest !== 0; ) {
    const label = corners[31 - Math.clz32(rest)];
    let lowerX = 0;
    for (const corner of LOWER_X) lowerX |= isSame(corners[corner], label) << corner;
    rest &= ~lowerX;
    if (label === 0) continue;
    const configuration = lowerX * 3;
    for (let cell = begin; cell < end; cell++) {
      words[n++] = label;
      words[n++] = (cell << 8) | configuration;
    }
  }
  draws.length = n / 2;
}

const LOWER_X = [0, 2, 4, 6] as const;
