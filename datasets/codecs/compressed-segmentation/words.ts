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
