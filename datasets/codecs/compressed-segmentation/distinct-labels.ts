/** Up to here a scan of all labels is faster than hashing one; most blocks of 8^3 hold fewer. */
const MAX_SCANNED = 12;

/** Up to here sorting by insertion is faster than a comparator's calls. */
const MAX_INSERTED = 32;

/** Twice the load: a probe then needs 1.5 steps on average. Slots hold 1 + number of appearance, 0 is free. */
const slotsFor = (capacity: number): number => 2 ** Math.ceil(Math.log2(2 * capacity + 2));

/** The distinct labels of one block, numbered in order of appearance; reused from block to block, so that none allocates. */
export class DistinctLabels {
  /** The most labels it can hold: voxels of a full block. */
  readonly capacity: number;
  /** Words of a label: 1 for uint32, 2 (low, high) for uint64. */
  readonly lanes: 1 | 2;
  /** The label's index in the sorted table by number of appearance, and 0 at `capacity`, for padding. Valid after `sort`. */
  readonly ranks: Uint32Array;
  /** Number of appearance by index in the sorted table. Valid after `sort`. */
  readonly order: Uint32Array;
  /** The table, ascending as unsigned numbers, `lanes` words a label, low word first. Valid after `sort`. */
  readonly table: Uint32Array;
  count = 0;
  readonly #slots: Uint32Array;
  readonly #slotOf: Uint32Array;
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  /** Labels that are in the hash table: none while few enough to scan. */
  #hashed = 0;

  constructor(capacity: number, lanes: 1 | 2) {
    const words = () => new Uint32Array(capacity + 1);
    this.capacity = capacity;
    this.lanes = lanes;
    this.ranks = words();
    this.order = words();
    this.table = new Uint32Array(lanes * capacity);
    this.#slots = new Uint32Array(slotsFor(capacity));
    this.#slotOf = words();
    this.#low = words();
    this.#high = words();
  }

  clear(): void {
    for (let i = 0; i < this.#hashed; i++) this.#slots[this.#slotOf[i]] = 0;
    this.#hashed = 0;
    this.count = 0;
  }

  /** @returns the label's number of appearance, a new one for a new label. */
  find(low: number, high: number): number {
    const lows = this.#low;
    const highs = this.#high;
    const count = this.count;
    if (count > MAX_SCANNED) return this.#findHashed(low, high);
    for (let i = 0; i < count; i++) if (lows[i] === low && highs[i] === high) return i;
    return this.#add(low, high);
  }

  #add(low: number, high: number): number {
    this.#low[this.count] = low;
    this.#high[this.count] = high;
    return this.count++;
  }

  #findHashed(low: number, high: number): number {
    while (this.#hashed < this.count) {
      const i = this.#hashed++;
      this.#slotOf[i] = this.#slotFor(this.#low[i], this.#high[i]);
      this.#slots[this.#slotOf[i]] = i + 1;
    }
    const slot = this.#slotFor(low, high);
    const known = this.#slots[slot];
    return known === 0 ? this.#add(low, high) : known - 1;
  }

  /** @returns the slot that holds the label, or the free one where it belongs. */
  #slotFor(low: number, high: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    for (let known = slots[slot]; known !== 0; known = slots[slot]) {
      if (this.#low[known - 1] === low && this.#high[known - 1] === high) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  /** Puts the labels in ascending order; call once after the last `find` of a block. */
  sort(): void {
    const { count, lanes, table, ranks, order } = this;
    const low = this.#low;
    const high = this.#high;
    for (let i = 0; i < count; i++) order[i] = i;
    if (count > MAX_INSERTED) {
      order.subarray(0, count).sort((a, b) => high[a] - high[b] || low[a] - low[b]);
    } else {
      for (let i = 1; i < count; i++) {
        let at = i;
        for (; at > 0; at--) {
          const before = order[at - 1];
          if (high[before] < high[i] || (high[before] === high[i] && low[before] < low[i])) break;
          order[at] = before;
        }
        order[at] = i;
      }
    }
    for (let i = 0; i < count; i++) {
      const id = order[i];
      ranks[id] = i;
      table[lanes * i] = low[id];
      if (lanes === 2) table[2 * i + 1] = high[id];
    }
    ranks[this.capacity] = 0;
  }
}
