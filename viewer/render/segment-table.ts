import type { Rgb } from '../state/index.ts';

/**
 * Which segments are chosen and which have colours of their own, as a hash table that a shader looks up with three
 * reads. Source of the method: cuckoo hashing (Pagh and Rodler), with three places an entry.
 */
export interface SegmentTable {
  /** Four words an entry: low and high word of the id, colour (red lowest), flags. */
  readonly entries: Uint32Array;
  /** A power of two. */
  readonly capacity: number;
  readonly seeds: readonly [number, number, number];
  readonly count: number;
  /** 128 bits: an id whose bit is not set is not here. Most labels of a picture are told apart by it, without a look-up. */
  readonly filter: readonly [number, number, number, number];
}

export const WORDS = 4;
export const USED = 1;
export const CHOSEN = 2;
export const COLORED = 4;

/** Tables are at most half full: then three places suffice after a few moves, a million ids included. */
const MOST_FULL = 0.5;
const LEAST_CAPACITY = 8;

/** Moves before another set of seeds is tried; at half full a handful is needed. */
const MAX_MOVES = 500;

/** @param chosen ids, repeats allowed. @param colors those of their own, in [0, 1]. */
export function createSegmentTable(
  chosen: readonly bigint[],
  colors: ReadonlyMap<bigint, Rgb> = new Map(),
): SegmentTable {
  const most = chosen.length + colors.size;
  let capacity = LEAST_CAPACITY;
  while (most > capacity * MOST_FULL) capacity *= 2;
  const ids = lanes(chosen);
  const colored = lanes([...colors.keys()]);
  const packed = Uint32Array.from(colors.values(), packColor);
  for (let attempt = 0; ; attempt++) {
    const base = Math.imul(attempt + 1, 0x9e3779b1) >>> 0;
    const seeds = [base, (base ^ 0x85ebca6b) >>> 0, (base ^ 0xc2b2ae35) >>> 0] as const;
    const table = { entries: new Uint32Array(capacity * WORDS), capacity, seeds };
    let count = 0;
    const putAll = (from: Uint32Array, flags: number, colorOf: (i: number) => number): boolean => {
      for (let i = 0; i < from.length; i += 2) {
        const added = put(table, from[i] as number, from[i + 1] as number, { flags, color: colorOf(i / 2) });
        if (added === undefined) return false;
        count += added;
      }
      return true;
    };
    const fits =
      putAll(ids, USED | CHOSEN, () => 0) && putAll(colored, USED | COLORED, (i) => packed[i] as number);
    if (fits) return { ...table, count, filter: filterOf(table.entries) };
    if (attempt % 4 === 3) capacity *= 2;
  }
}

/** The entry's place under one of the seeds; the shader computes the same. */
export function slotOf(seed: number, low: number, high: number, capacity: number): number {
  let h = seed ^ Math.imul(low, 0xcc9e2d51);
  h = Math.imul((h << 15) | (h >>> 17), 0x1b873593) ^ Math.imul(high, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) & (capacity - 1);
}

/** The bits of all ids of a table; the shader computes the same. */
function filterOf(entries: Uint32Array): [number, number, number, number] {
  const filter: [number, number, number, number] = [0, 0, 0, 0];
  for (let at = 0; at < entries.length; at += WORDS) {
    if (entries[at + 3] === 0) continue;
    const mixed = (entries[at] as number) ^ Math.imul(entries[at + 1] as number, 0x85ebca6b);
    const bit = Math.imul(mixed, 0x9e3779b1) >>> 25;
    const word = (bit >> 5) as 0 | 1 | 2 | 3;
    filter[word] = (filter[word] | (1 << (bit & 31))) >>> 0;
  }
  return filter;
}

type Building = Pick<SegmentTable, 'entries' | 'capacity' | 'seeds'>;

/** @returns 1 where the id is new, 0 where it was there, undefined where there is no room. */
function put(
  table: Building,
  low: number,
  high: number,
  { flags, color }: { readonly flags: number; readonly color: number },
): number | undefined {
  const { entries, capacity, seeds } = table;
  for (const seed of seeds) {
    const at = WORDS * slotOf(seed, low, high, capacity);
    if ((entries[at + 3] as number) & USED && entries[at] === low && entries[at + 1] === high) {
      entries[at + 3] = (entries[at + 3] as number) | flags;
      if (flags & COLORED) entries[at + 2] = color;
      return 0;
    }
  }
  return insert(table, low, high, { flags, color });
}

/** Puts an entry that is not there; whoever is in its place moves to another of its own. */
function insert(
  { entries, capacity, seeds }: Building,
  low: number,
  high: number,
  { flags, color }: { readonly flags: number; readonly color: number },
): 1 | undefined {
  let [l, h, c, f] = [low, high, color, flags];
  let from = -1;
  for (let move = 0; move < MAX_MOVES; move++) {
    let at = -1;
    for (let i = 0; i < 3 && at < 0; i++) {
      const place = WORDS * slotOf(seeds[i as 0], l, h, capacity);
      if (entries[place + 3] === 0) at = place;
    }
    const isFree = at >= 0;
    for (let i = move; at < 0; i++) {
      // Not back to where it came from.
      const place = WORDS * slotOf(seeds[(i % 3) as 0], l, h, capacity);
      if (place !== from || i > move + 2) at = place;
    }
    const [l2, h2, c2, f2] = [entries[at], entries[at + 1], entries[at + 2], entries[at + 3]] as [
      number,
      number,
      number,
      number,
    ];
    entries[at] = l;
    entries[at + 1] = h;
    entries[at + 2] = c;
    entries[at + 3] = f;
    if (isFree) return 1;
    [l, h, c, f, from] = [l2, h2, c2, f2, at];
  }
  return undefined;
}

/** 64-bit ids as pairs of words, low first. */
const lanes = (ids: readonly bigint[]) => new Uint32Array(BigUint64Array.from(ids).buffer);

const packColor = (color: Rgb) =>
  color.reduce((sum, v, i) => sum | (Math.round(v * 255) << (8 * i)), 0) >>> 0;
