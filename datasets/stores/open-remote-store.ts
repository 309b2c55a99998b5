import { UnsupportedError } from '../errors.ts';
import { type BucketStoreOptions, createBucketStore } from './bucket.ts';
import { createGoogleAuth, type GoogleServiceAccount } from './google-token.ts';
import { createHttpStore } from './http.ts';
import { type AwsCredentials, createSigningFetch } from './sign-v4.ts';
import type { Store } from './store.ts';
import { type BucketOptions, parseBucketUrl } from './store-url.ts';

export interface RemoteStoreOptions extends BucketStoreOptions, BucketOptions {
  /** Signs requests to s3:// and r2://; without them only public data can be read. */
  readonly aws?: AwsCredentials;
  /** Asks for gs:// with a token; without it only public data can be read. */
  readonly google?: GoogleServiceAccount;
}

/**
 * Opens the folder that a URL names: http(s), `gs://bucket/path`, `s3://bucket/path`, `r2://bucket/path`. Nothing is
 * requested yet.
 * @throws UnsupportedError for other schemes; UsageError for a bucket URL without its parts.
 */
export function openRemoteStore(url: string, options: RemoteStoreOptions = {}): Store {
  if (/^https?:\/\//i.test(url)) return createHttpStore(url, options);
  const bucket = parseBucketUrl(url, options);
  if (!bucket) {
    const expected = 'http(s)://, gs://, s3:// or r2://';
    throw new UnsupportedError({ subject: url, expected, got: `${url.split(':')[0]}://` });
  }
  const { aws, google } = options;
  let send = options.fetch;
  if (bucket.kind === 's3' && aws)
    send = createSigningFetch({ credentials: aws, region: bucket.region }, options.fetch);
  if (bucket.kind === 'gs' && google) send = createBearerFetch(google, options.fetch);
  return createBucketStore(url.replace(/\/+$/, ''), bucket, { ...options, fetch: send });
}

function createBearerFetch(account: GoogleServiceAccount, inner?: typeof fetch): typeof fetch {
  const send = inner ?? ((...args: Parameters<typeof fetch>) => globalThis.fetch(...args));
  const headers = createGoogleAuth(account, { fetch: send });
  return async (input, init) => {
    const request = (own: Record<string, string>) =>
      send(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), ...own } });
    const own = await headers();
    const response = await request(own);
    if (response.status !== 401) return response;
    // The token has ended before its time: one new one, one new try.
    await response.body?.cancel();
    return request(await headers(own));
  };
}
