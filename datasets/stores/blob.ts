import { TransientError } from '../errors.ts';
import { checkRange, throwIfAborted, tooShort } from './range.ts';
import type { Store } from './store.ts';

/**
 * Files that a browser gave, read by ranges where they lie: nothing is copied, nothing uploaded.
 * @param files by their path. @throws when read: TransientError where a file was changed or taken away since.
 */
export function createBlobStore(name: string, files: ReadonlyMap<string, Blob>): Store {
  return {
    name,
    async get(key, { range, signal } = {}) {
      const subject = `${name}/${key}`;
      throwIfAborted(signal, subject);
      const file = files.get(key);
      if (!file) return undefined;
      if (range) checkRange(range, subject);
      const { begin, end = file.size } = range ?? { begin: 0 };
      if (begin > file.size || end > file.size) throw tooShort({ begin, end }, file.size, subject);
      try {
        return new Uint8Array(await file.slice(begin, end).arrayBuffer());
      } catch (cause) {
        const cure = 'It was changed or moved since it was opened: open it again';
        throw new TransientError({ subject, expected: 'a file to read', got: String(cause), cure, cause });
      }
    },
    size: async (key) => files.get(key)?.size,
    async *list(prefix) {
      for (const key of files.keys()) if (key.startsWith(prefix)) yield key;
    },
  };
}
