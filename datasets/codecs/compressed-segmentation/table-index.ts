import { extend, type Words } from './words.ts';

/** The tables of a channel that are written already, found by content. */
export interface TableIndex {
  /** @returns offset in the output of the first `length` words of `table`, appended where they are new. */
  place(table: Uint32Array, length: number, output: Words): number;
}

/** @param maxTables the most that will be placed: the channel's blocks. */
export function createTableIndex(maxTables: number): TableIndex {
  // Open addressing, at most half full: a slot holds offset and length of a table; length 0 is a free one.
  const mask = 2 ** Math.ceil(Math.log2(2 * maxTables + 2)) - 1;
  const offsets = new Uint32Array(mask + 1);
  const lengths = new Uint32Array(mask + 1);
  let lastOffset = 0;
  let lastLength = -1;
  return {
    place(table, length, output) {
      // Neighbours along x often hold the same labels.
      if (length === lastLength && isAt(output.words, lastOffset, table, length)) return lastOffset;
      let slot = hashOf(table, length) & mask;
      while (lengths[slot] !== 0) {
        if (lengths[slot] === length && isAt(output.words, offsets[slot], table, length)) break;
        slot = (slot + 1) & mask;
      }
      if (lengths[slot] === 0) {
        lengths[slot] = length;
        offsets[slot] = extend(output, length);
        for (let i = 0, to = offsets[slot]; i < length; i++) output.words[to + i] = table[i];
      }
      lastLength = length;
      lastOffset = offsets[slot];
      return lastOffset;
    },
  };
}

function isAt(words: Uint32Array, offset: number, table: Uint32Array, length: number): boolean {
  for (let i = 0; i < length; i++) if (words[offset + i] !== table[i]) return false;
  return true;
}

function hashOf(table: Uint32Array, length: number): number {
  let hash = length;
  for (let i = 0; i < length; i++) {
    hash = Math.imul(hash ^ table[i], 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  return hash;
}
