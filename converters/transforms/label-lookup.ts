/** A table of 64-bit labels as pairs of 32-bit lanes, for loops in which a bigint for each voxel would cost the most. */
export interface LabelLookup {
  /** @returns where the label's row is in `low` and `high`; -1 where it has none. */
  find(low: number, high: number): number;
  /** Lanes of the new labels. */
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/** Open addressing, at most half full. */
export function createLabelLookup(table: ReadonlyMap<bigint, bigint>): LabelLookup {
  let bits = 4;
  while (2 ** bits < 2 * table.size) bits++;
  const capacity = 2 ** bits;
  const [keyLow, keyHigh] = [new Uint32Array(capacity), new Uint32Array(capacity)];
  const [low, high] = [new Uint32Array(capacity), new Uint32Array(capacity)];
  const isUsed = new Uint8Array(capacity);
  const slotOf = (a: number, b: number): number => {
    let slot = Math.imul(a ^ Math.imul(b, 0x9e3779b1), 0x85ebca6b) >>> (32 - bits);
    while (isUsed[slot] === 1 && (keyLow[slot] !== a || keyHigh[slot] !== b))
      slot = (slot + 1) & (capacity - 1);
    return slot;
  };
  for (const [from, to] of table) {
    const [a, b] = lanesOf(from);
    const slot = slotOf(a, b);
    isUsed[slot] = 1;
    [keyLow[slot], keyHigh[slot]] = [a, b];
    [low[slot], high[slot]] = lanesOf(to);
  }
  const find = (a: number, b: number): number => {
    const slot = slotOf(a, b);
    return isUsed[slot] === 1 ? slot : -1;
  };
  return { find, low, high };
}

/** @param label from 0 to 2^64 - 1. */
export const lanesOf = (label: bigint): [low: number, high: number] => [
  Number(label & 0xffffffffn),
  Number(label >> 32n),
];
