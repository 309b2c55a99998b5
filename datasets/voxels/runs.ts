/** Rows of labels as runs of one label, and the sets that touching runs make. */
import type { Xyz } from '../geometry/index.ts';

export interface Runs {
  /** Index of each run's first voxel; one more at the end, the number of voxels. Background is in runs, too. */
  readonly begins: Uint32Array;
  readonly count: number;
  /** First run of each row, in the order of rows; one more at the end. */
  readonly rows: Uint32Array;
  /** Of each run, one of its set that is not later; itself in the first run of a set. */
  readonly parents: Uint32Array;
  /** Halves of each run's label. */
  readonly lows: Uint32Array;
  readonly highs: Uint32Array;
}

/** @param size x, y, z; rows are along x. */
export function findRuns(labels: ArrayLike<number> | BigUint64Array, [nx, ny, nz]: Xyz): Runs {
  const rows = new Uint32Array(ny * nz + 1);
  const runs = labels instanceof BigUint64Array ? wideRuns(labels, nx, rows) : narrowRuns(labels, nx, rows);
  const parents = new Uint32Array(runs.count);
  for (let run = 0; run < parents.length; run++) parents[run] = run;
  return { ...runs, rows, parents };
}

type Growing = Uint32Array<ArrayBuffer>;

/** Room for the runs of one more row, and the end. */
function withRoom(array: Growing, needed: number): Growing {
  if (needed <= array.length) return array;
  const larger = new Uint32Array(Math.max(needed, 2 * array.length));
  larger.set(array);
  return larger;
}

/** Runs are far fewer than voxels as a rule. */
const firstGuess = (voxels: number, nx: number): Growing => new Uint32Array(Math.ceil(voxels / 16) + nx + 1);

function narrowRuns(labels: ArrayLike<number>, nx: number, rows: Uint32Array) {
  let [begins, lows] = [firstGuess(labels.length, nx), firstGuess(labels.length, nx)];
  let count = 0;
  for (let row = 0, i = 0; row < rows.length - 1; row++) {
    begins = withRoom(begins, count + nx + 1);
    lows = withRoom(lows, count + nx + 1);
    rows[row] = count;
    let last = labels[i]!;
    begins[count] = i;
    lows[count++] = last;
    for (const end = i + nx; ++i < end; ) {
      const label = labels[i]!;
      if (label === last) continue;
      last = label;
      begins[count] = i;
      lows[count++] = label;
    }
  }
  begins[count] = labels.length;
  rows[rows.length - 1] = count;
  return { begins, count, lows, highs: new Uint32Array(count) };
}

/** The same for uint64: compared as bigints, which V8 keeps in registers in a loop like this. */
function wideRuns(labels: BigUint64Array, nx: number, rows: Uint32Array) {
  const words = new Uint32Array(labels.buffer, labels.byteOffset, 2 * labels.length);
  let [begins, lows, highs] = [0, 1, 2].map(() => firstGuess(labels.length, nx)) as [
    Growing,
    Growing,
    Growing,
  ];
  let count = 0;
  for (let row = 0, i = 0; row < rows.length - 1; row++) {
    const needed = count + nx + 1;
    begins = withRoom(begins, needed);
    lows = withRoom(lows, needed);
    highs = withRoom(highs, needed);
    rows[row] = count;
    for (let begin = i, end = i + nx; begin < end; begin = i) {
      begins[count] = begin;
      lows[count] = words[2 * begin]!;
      highs[count++] = words[2 * begin + 1]!;
      while (++i < end && labels[i] === labels[i - 1]);
    }
  }
  begins[count] = labels.length;
  rows[rows.length - 1] = count;
  return { begins, count, lows, highs };
}

/**
 * Makes one set of runs of one label that touch, in two rows.
 * @param slanted also where only the end of one and the beginning of the other are side by side.
 */
export function joinRows(runs: Runs, rowA: number, rowB: number, slanted: boolean): void {
  const { begins, rows } = runs;
  let [a, b] = [rows[rowA]!, rows[rowB]!];
  const [endA, endB] = [rows[rowA + 1]!, rows[rowB + 1]!];
  const shift = begins[b]! - begins[a]!;
  while (a < endA && b < endB) {
    joinSame(runs, a, b);
    const difference = begins[a + 1]! + shift - begins[b + 1]!;
    if (difference === 0 && slanted) {
      if (b + 1 < endB) joinSame(runs, a, b + 1);
      if (a + 1 < endA) joinSame(runs, a + 1, b);
    }
    if (difference <= 0) a++;
    if (difference >= 0) b++;
  }
}

function joinSame(runs: Runs, a: number, b: number): void {
  const { lows, highs, parents } = runs;
  const [low, high] = [lows[a]!, highs[a]!];
  if (low !== lows[b] || high !== highs[b] || (low === 0 && high === 0)) return;
  if (parents[a] === parents[b]) return;
  const [rootA, rootB] = [runRoot(parents, a), runRoot(parents, b)];
  if (rootA < rootB) parents[rootB] = rootA;
  else parents[rootA] = rootB;
}

/** Shortens the path on the way. @returns the first run of a run's set. */
function runRoot(parents: Uint32Array, run: number): number {
  let at = run;
  for (let up = parents[at]!; up !== at; up = parents[at]!) {
    parents[at] = parents[up]!;
    at = parents[at]!;
  }
  return at;
}
