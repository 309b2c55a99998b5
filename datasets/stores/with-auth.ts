import { UnauthorizedError } from './http-status.ts';
import type { Store } from './store.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * Request headers, or how to get them: called for each read, so it may renew a token before its end.
 * @param rejected headers that it gave and that a host no longer takes: others are wanted, if there are any.
 */
export type AuthHeaders = Headers | ((rejected?: Headers) => Promise<Headers>);

/**
 * Sends headers, such as `Authorization`, with every read. Where the host answers 401 it asks once for others and reads
 * again. Put it outside `withCache` where several people share the cache: it tells callers apart by their headers.
 */
export function withAuth(store: Store, headers: AuthHeaders): Store {
  return {
    ...store,
    name: store.name,
    async get(key, asked = {}) {
      const read = (own: Headers) => store.get(key, { ...asked, headers: { ...asked.headers, ...own } });
      if (typeof headers !== 'function') return read(headers);
      const own = await headers();
      try {
        return await read(own);
      } catch (error) {
        if (!(error instanceof UnauthorizedError)) throw error;
        return read(await headers(own));
      }
    },
  };
}
