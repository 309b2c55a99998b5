import type { Store } from './store.ts';

/** Request headers, or how to get them: called for each read, so it may renew a token. */
export type AuthHeaders =
  | Readonly<Record<string, string>>
  | (() => Promise<Readonly<Record<string, string>>>);

/**
 * Sends headers, such as `Authorization`, with every read. Put it outside `withCache` where several people share the
 * cache: it tells callers apart by their headers.
 */
export function withAuth(store: Store, headers: AuthHeaders): Store {
  return {
    ...store,
    name: store.name,
    async get(key, asked = {}) {
      const own = typeof headers === 'function' ? await headers() : headers;
      return store.get(key, { ...asked, headers: { ...asked.headers, ...own } });
    },
  };
}
