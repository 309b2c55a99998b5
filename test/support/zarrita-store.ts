import type { Store } from '../../datasets/stores/index.ts';

/** Objects that zarrita writes to and reads from: its keys begin with a slash. */
export function createZarritaStore() {
  const objects = new Map<string, Uint8Array>();
  const store: Store = {
    name: 'zarrita',
    async get(key, { range } = {}) {
      return objects.get(`/${key}`)?.slice(range?.begin, range?.end);
    },
    size: async (key) => objects.get(`/${key}`)?.length,
  };
  return { objects, store };
}

/** The same over what our writers wrote. @param prefix of the keys, without slashes at its ends. */
export function zarritaReader(objects: ReadonlyMap<string, Uint8Array>) {
  const get = (key: string) => objects.get(key.replace(/^\//, ''));
  return {
    get: async (key: string) => get(key),
    async getRange(key: string, range: { offset: number; length: number } | { suffixLength: number }) {
      const bytes = get(key);
      return 'suffixLength' in range
        ? bytes?.slice(-range.suffixLength)
        : bytes?.slice(range.offset, range.offset + range.length);
    },
  };
}
