import { sliceRange } from './range.ts';
import { createSharedRequest, type SharedRequest } from './shared-request.ts';
import type { GetOptions, Store } from './store.ts';

export interface CacheOptions {
  /** Bytes of objects and ranges to keep; the longest unused go first. Default 64 MiB. */
  readonly maxBytes?: number;
}

const CACHE_DEFAULTS = { maxBytes: 2 ** 26 } as const;

/**
 * Keeps what was read, ranges too, and lets callers that want the same at the same time share one request. Missing
 * objects and errors are not kept. What it gives is a copy, so that callers may transfer or change it.
 */
export function withCache(store: Store, options: CacheOptions = {}): Store {
  const kept = createLru(options.maxBytes ?? CACHE_DEFAULTS.maxBytes);
  const flying = new Map<string, SharedRequest<Uint8Array | undefined>>();
  const request = (id: string, key: string, { range, headers }: GetOptions) => {
    const current = flying.get(id);
    if (current && !current.abandoned) return current;
    const fresh: SharedRequest<Uint8Array | undefined> = createSharedRequest(async (signal) => {
      try {
        const bytes = await store.get(key, { range, headers, signal });
        if (bytes) kept.set(id, bytes);
        return bytes;
      } finally {
        if (flying.get(id) === fresh) flying.delete(id);
      }
    });
    flying.set(id, fresh);
    return fresh;
  };
  return {
    ...store,
    name: store.name,
    async get(key, asked = {}) {
      const subject = `${store.name}/${key}`;
      const whole = kept.get(idOf(key, { headers: asked.headers }));
      if (whole) return sliceRange(whole, asked.range, subject).slice();
      const id = idOf(key, asked);
      const bytes = kept.get(id) ?? (await request(id, key, asked).join(asked.signal, subject));
      return bytes?.slice();
    },
  };
}

/** Callers with other headers may be other people: they never share. */
const idOf = (key: string, { range, headers }: GetOptions): string =>
  JSON.stringify([key, range?.begin, range?.end, headers]);

function createLru(maxBytes: number) {
  // A Map keeps the order of insertion: the first entry is the one longest unused.
  const entries = new Map<string, Uint8Array>();
  let total = 0;
  return {
    get(id: string): Uint8Array | undefined {
      const bytes = entries.get(id);
      if (bytes) {
        entries.delete(id);
        entries.set(id, bytes);
      }
      return bytes;
    },
    set(id: string, bytes: Uint8Array): void {
      // A view of a larger buffer would keep all of it alive.
      const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
      if (own.length > maxBytes) return;
      total += own.length - (entries.get(id)?.length ?? 0);
      entries.delete(id);
      entries.set(id, own);
      for (const [oldest, { length }] of entries) {
        if (total <= maxBytes) break;
        entries.delete(oldest);
        total -= length;
      }
    },
  };
}
