const EMPTY = 0;
const FIRST_CAPACITY = 1024;

/**
 * Gives each distinct pair of 32-bit words a number, from 0 on in order of first appearance. A uint64 label is such a pair
 * (low, high), and so is a pair of label numbers: no bigint and no text is made, whatever the labels.
 */
export class WordPairIndex {
  #low = new Uint32Array(FIRST_CAPACITY);
  #high = new Uint32Array(FIRST_CAPACITY);
  /** Open addressing, at most half full; a slot holds a number + 1. */
  #slots = new Uint32Array(2 * FIRST_CAPACITY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** @returns the pair's number; a new pair gets the next one. */
  indexOf(low: number, high: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(low, high) & mask;
    for (;;) {
      const held = this.#slots[slot];
      if (held === EMPTY) break;
      if (this.#low[held - 1] === low && this.#high[held - 1] === high) return held - 1;
      slot = (slot + 1) & mask;
    }
    if (this.#size === this.#low.length) {
      this.#grow();
      return this.indexOf(low, high);
    }
    this.#low[this.#size] = low;
    this.#high[this.#size] = high;
    this.#slots[slot] = ++this.#size;
    return this.#size - 1;
  }

  /** @returns the low or first word of a pair. */
  first(index: number): number {
    return this.#low[index];
  }

  /** @returns the high or second word of a pair. */
  second(index: number): number {
    return this.#high[index];
  }

  #grow(): void {
    const low = new Uint32Array(2 * this.#low.length);
    const high = new Uint32Array(low.length);
    low.set(this.#low);
    high.set(this.#high);
    this.#low = low;
    this.#high = high;
    this.#slots = new Uint32Array(2 * low.length);
    const mask = this.#slots.length - 1;
    for (let i = 0; i < this.#size; i++) {
      let slot = hash(low[i], high[i]) & mask;
      while (this.#slots[slot] !== EMPTY) slot = (slot + 1) & mask;
      this.#slots[slot] = i + 1;
    }
  }
}

/** Two rounds of multiply and shift: labels are often consecutive, and neighbours must not fall into one chain. */
function hash(low: number, high: number): number {
  let h = Math.imul(low ^ Math.imul(high, 0x9e3779b1), 0x85ebca6b);
  h ^= h >>> 15;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 13)) >>> 0;
}
