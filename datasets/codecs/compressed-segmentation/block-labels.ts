/** Distinct labels of one block, by an open-addressing hash table that is reused from block to block. */
export interface BlockLabels {
  /** Voxels of a full block. */
  readonly capacity: number;
  /** Distinct labels so far. */
  readonly count: number;
  /** Voxels added so far. */
  readonly used: number;
  /** Per voxel added: its position in the full block. */
  readonly positions: Uint32Array;
  /** Per voxel added: the number of its label in order of appearance. */
  readonly ranks: Uint32Array;
  clear(): void;
  /** Adds `length` labels from `labels[from]` on, at positions from `position` on. */
  addRow(labels: Uint32Array, from: number, position: number, length: number): void;
  /** Sorts the distinct labels ascending, as unsigned numbers; call once after the last row. */
  sort(): void;
  /** Index in the sorted table of the label with this number of appearance. */
  rankOf(appearance: number): number;
  /** The sorted table, `lanes` words a label, low word first. */
  table(): Uint32Array;
}

/** Twice the load: a probe then needs 1.5 steps on average. Slots hold 1 + number of appearance, 0 is free. */
const slotsFor = (capacity: number): number => 2 ** Math.ceil(Math.log2(2 * capacity + 2));

/** @param lanes words of a label: 1 for uint32, 2 (low, high) for uint64. */
export function createBlockLabels(capacity: number, lanes: 1 | 2): BlockLabels {
  return new BlockLabelTable(capacity, lanes);
}

class BlockLabelTable implements BlockLabels {
  readonly capacity: number;
  readonly positions: Uint32Array;
  readonly ranks: Uint32Array;
  count = 0;
  used = 0;
  readonly #lanes: 1 | 2;
  readonly #slots: Uint32Array;
  readonly #slotOf: Uint32Array;
  readonly #low: Uint32Array;
  readonly #high: Uint32Array;
  readonly #sortedRank: Uint32Array;
  #order: Uint32Array;

  constructor(capacity: number, lanes: 1 | 2) {
    const words = () => new Uint32Array(capacity);
    this.capacity = capacity;
    this.positions = words();
    this.ranks = words();
    this.#lanes = lanes;
    this.#slots = new Uint32Array(slotsFor(capacity));
    this.#slotOf = words();
    this.#low = words();
    this.#high = words();
    this.#sortedRank = words();
    this.#order = words();
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.#slots[this.#slotOf[i]] = 0;
    this.count = 0;
    this.used = 0;
  }

  addRow(labels: Uint32Array, from: number, position: number, length: number): void {
    const wide = this.#lanes === 2;
    let lastLow = 0;
    let lastHigh = 0;
    let last = -1;
    for (let i = 0; i < length; i++) {
      const low = wide ? labels[from + 2 * i] : labels[from + i];
      const high = wide ? labels[from + 2 * i + 1] : 0;
      // Labels come in runs: most voxels never reach the hash table.
      if (last < 0 || low !== lastLow || high !== lastHigh) {
        last = this.#find(low, high);
        lastLow = low;
        lastHigh = high;
      }
      this.positions[this.used] = position + i;
      this.ranks[this.used++] = last;
    }
  }

  /** @returns the label's number of appearance, a new one for a new label. */
  #find(low: number, high: number): number {
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)) >>> 0;
    slot = (slot ^ (slot >>> 15)) & mask;
    while (slots[slot] !== 0) {
      const known = slots[slot] - 1;
      if (this.#low[known] === low && this.#high[known] === high) return known;
      slot = (slot + 1) & mask;
    }
    const found = this.count++;
    this.#low[found] = low;
    this.#high[found] = high;
    this.#slotOf[found] = slot;
    slots[slot] = found + 1;
    return found;
  }

  sort(): void {
    const low = this.#low;
    const high = this.#high;
    const order = Uint32Array.from({ length: this.count }, (_, i) => i);
    if (this.count > 1) order.sort((a, b) => high[a] - high[b] || low[a] - low[b]);
    this.#order = order;
    for (let i = 0; i < order.length; i++) this.#sortedRank[order[i]] = i;
  }

  rankOf(appearance: number): number {
    return this.#sortedRank[appearance];
  }

  table(): Uint32Array {
    const lanes = this.#lanes;
    const table = new Uint32Array(lanes * this.count);
    for (let i = 0; i < this.count; i++) {
      table[lanes * i] = this.#low[this.#order[i]];
      if (lanes === 2) table[2 * i + 1] = this.#high[this.#order[i]];
    }
    return table;
  }
}
