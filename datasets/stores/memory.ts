import { sliceRange, throwIfAborted } from './range.ts';
import type { GetOptions, WritableStore } from './store.ts';

/** A store that lists, writes and stays in memory: tests, and data a page made itself. */
export interface MemoryStore extends WritableStore {
  list(prefix: string): AsyncIterable<string>;
  delete(key: string): Promise<void>;
}

/**
 * @param name for messages.
 * @param entries objects it starts with; bytes are not copied.
 */
export function createMemoryStore(
  name = 'memory',
  entries: Iterable<[string, Uint8Array]> = [],
): MemoryStore {
  const objects = new Map(entries);
  return {
    name,
    async get(key: string, options: GetOptions = {}) {
      throwIfAborted(options.signal, `${name}/${key}`);
      const bytes = objects.get(key);
      // A copy, so that whoever transfers or changes what it got does not change the store.
      return bytes && sliceRange(bytes, options.range, `${name}/${key}`).slice();
    },
    async size(key: string) {
      return objects.get(key)?.length;
    },
    async put(key: string, bytes: Uint8Array) {
      objects.set(key, bytes.slice());
    },
    async delete(key: string) {
      objects.delete(key);
    },
    async *list(prefix: string) {
      for (const key of [...objects.keys()]) if (key.startsWith(prefix)) yield key;
    },
  };
}
