/** A growing list of 32-bit words. */
export interface Words {
  words: Uint32Array;
  length: number;
}

/** @param capacity words that fit before the list must grow. */
export function createWords(length: number, capacity: number): Words {
  return { words: new Uint32Array(Math.max(1024, 2 * length, capacity)), length };
}

/** @returns offset of `count` new zeros. */
export function extend(output: Words, count: number): number {
  const offset = output.length;
  output.length += count;
  if (output.length > output.words.length) {
    const larger = new Uint32Array(Math.max(output.length, 2 * output.words.length));
    larger.set(output.words);
    output.words = larger;
  }
  return offset;
}

/** The tables of a channel that are written already, found by content. */
export interface TableIndex {
  /** @returns offset in the output of the first `length` words of `table`, appended where they are new. */
  place(table: Uint32Array, length: number, output: Words): number;
}

export function createTableIndex(): TableIndex {
  /** By hash of the content: offset, length of each table with that hash. */
  const known = new Map<number, number[]>();
  let lastOffset = 0;
  let lastLength = -1;
  const find = (table: Uint32Array, length: number, hash: number, { words }: Words) => {
    const tables = known.get(hash) ?? [];
    for (let i = 0; i < tables.length; i += 2) {
      if (tables[i + 1] === length && isAt(words, tables[i], table, length)) return tables[i];
    }
    return undefined;
  };
  return {
    place(table, length, output) {
      // Neighbours along x often hold the same labels.
      if (length === lastLength && isAt(output.words, lastOffset, table, length)) return lastOffset;
      const hash = hashOf(table, length);
      lastLength = length;
      const found = find(table, length, hash, output);
      if (found !== undefined) {
        lastOffset = found;
        return found;
      }
      lastOffset = extend(output, length);
      for (let i = 0; i < length; i++) output.words[lastOffset + i] = table[i];
      const tables = known.get(hash);
      if (tables) tables.push(lastOffset, length);
      else known.set(hash, [lastOffset, length]);
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
