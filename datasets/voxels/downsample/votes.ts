/**
 * The labels of one cell, and the most frequent of them. Labels are pairs of 32-bit lanes. A cell at an edge mostly
 * holds two labels, so they are counted one after the other until none of the rest can win.
 */
export class Votes {
  readonly #sparse: boolean;
  #low = new Int32Array(8);
  #high = new Int32Array(8);
  #isCounted = new Uint8Array(8);
  #length = 0;

  /** @param sparse 0 loses ties. */
  constructor(sparse: boolean) {
    this.#sparse = sparse;
  }

  /** Forgets all labels. @param capacity how many come at most. */
  clear(capacity: number): void {
    this.#length = 0;
    if (capacity <= this.#low.length) return;
    this.#low = new Int32Array(capacity);
    this.#high = new Int32Array(capacity);
    this.#isCounted = new Uint8Array(capacity);
  }

  add(low: number, high: number): void {
    const i = this.#length++;
    this.#low[i] = low;
    this.#high[i] = high;
  }

  /** The most frequent label, the first added among equals. @returns its place in order of `add`; see `low`, `high`. */
  winner(): number {
    const low = this.#low;
    const high = this.#high;
    const isCounted = this.#isCounted;
    const length = this.#length;
    isCounted.fill(0, 0, length);
    let [best, most, rest] = [-1, 0, length];
    for (let i = 0; i < length; i++) {
      if (isCounted[i] === 1) continue;
      let count = 1;
      const [l, h] = [low[i], high[i]];
      for (let k = i + 1; k < length; k++) {
        if (low[k] === l && high[k] === h) {
          isCounted[k] = 1;
          count++;
        }
      }
      rest -= count;
      if (count > most || (count === most && this.#losesTies(best))) [best, most] = [i, count];
      if (most > rest || (most === rest && !this.#losesTies(best))) break;
    }
    return best;
  }

  #losesTies(i: number): boolean {
    return this.#sparse && (this.#low[i] | this.#high[i]) === 0;
  }

  low(i: number): number {
    return this.#low[i];
  }

  high(i: number): number {
    return this.#high[i];
  }
}
