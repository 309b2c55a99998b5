import { type RetryOptions, retry } from './retry.ts';
import type { Store } from './store.ts';

/** Reads again where a read failed with a transient error; see `retry`. Lists of buckets retry each page by themselves. */
export function withRetry(store: Store, options: RetryOptions = {}): Store {
  return {
    ...store,
    name: store.name,
    get: (key, asked = {}) =>
      retry((signal) => store.get(key, { ...asked, signal }), {
        ...options,
        subject: `${store.name}/${key}`,
        signal: asked.signal,
      }),
  };
}
