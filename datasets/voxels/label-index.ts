/** Numbers labels in the order they are first asked for, from 1; label 0 is 0. */
export interface LabelIndex {
  /** @param low @param high the 32-bit halves of a label. */
  of(low: number, high: number): number;
  /** Labels by number; the first is 0. */
  labels(): bigint[];
  /** How many there are, 0 included. */
  count(): number;
}

const INITIAL_SLOTS = 1 << 10;

/**
 * A hash table of open addressing on 32-bit halves. A `Map` with bigint keys would make one bigint per
 * lookup, which on noise costs more than all the rest.
 */
export function createLabelIndex(): LabelIndex {
  let slots = new Int32Array(INITIAL_SLOTS); // Number of the label there; 0 where the slot is free.
  let lows = new Uint32Array(INITIAL_SLOTS);
  let highs = new Uint32Array(INITIAL_SLOTS);
  let count = 1;

  function slotOf(low: number, high: number): number {
    const mask = slots.length - 1;
    let slot = hash(low, high) & mask;
    for (let number = slots[slot]!; number !== 0; number = slots[slot]!) {
      if (lows[number] === low && highs[number] === high) return slot;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  function grow(): void {
    [lows, highs] = [doubled(lows), doubled(highs)];
    slots = new Int32Array(slots.length * 2);
    for (let number = 1; number < count; number++) slots[slotOf(lows[number]!, highs[number]!)] = number;
  }

  return {
    of(low, high) {
      if (low === 0 && high === 0) return 0;
      const slot = slotOf(low, high);
      if (slots[slot] !== 0) return slots[slot]!;
      const number = count++;
      slots[slot] = number;
      lows[number] = low;
      highs[number] = high;
      if (count * 2 > slots.length) grow();
      return number;
    },
    count: () => count,
    labels: () => Array.from({ length: count }, (_, i) => (BigInt(highs[i]!) << 32n) | BigInt(lows[i]!)),
  };
}

function doubled(array: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(array.length * 2);
  larger.set(array);
  return larger;
}

/** The finaliser of MurmurHash3 over both halves. */
function hash(low: number, high: number): number {
  let h = low ^ Math.imul(high, 0x9e3779b1);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
