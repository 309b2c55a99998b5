/** One draw is one label in one cell. */
export interface Draws {
  length: number;
  /** Number of the label, then place of the cell within its slice * 256 + configuration, of each draw. */
  words: Int32Array<ArrayBuffer>;
}

/** The draws of a block, slice by slice, and its labels. */
export interface FoundDraws {
  readonly draws: Draws;
  /** Draws of slice z are at `[sliceBegins[z], sliceBegins[z + 1])`. */
  readonly sliceBegins: Int32Array;
  /** By number; the first is 0n. */
  readonly labels: readonly bigint[];
  /** By number, as `BlockCells` has them; of label 0 it means nothing. */
  readonly voxels: Float64Array<ArrayBuffer>;
  /** Draws by number; of label 0 it means nothing. */
  readonly counts: Int32Array<ArrayBuffer>;
}

const INITIAL_CAPACITY = 1 << 14;
const MAX_KEPT = 2 ** 23;

/** Kept from block to block: fresh memory of this size costs as much as the search in it. */
let kept = new Int32Array(2 * INITIAL_CAPACITY);

/** None yet. Those of an earlier block are gone. */
export function takeDraws(): Draws {
  if (kept.length > 2 * MAX_KEPT) kept = new Int32Array(2 * INITIAL_CAPACITY);
  return { length: 0, words: kept };
}

export function makeRoom(draws: Draws, more: number): void {
  if (2 * (draws.length + more) <= draws.words.length) return;
  const larger = new Int32Array(4 * (draws.words.length / 2 + more));
  larger.set(draws.words.subarray(0, 2 * draws.length));
  draws.words = larger;
  kept = larger;
}
