import { InvalidDataError, MissingError } from '../errors.ts';
import { createHttpStore, type HttpStoreOptions } from './http.ts';
import { statusError } from './http-status.ts';
import { createWatch, explainFetchError, STALL_TIMEOUT_MS, stallError } from './http-watch.ts';
import { type RetryOptions, retry } from './retry.ts';
import type { Store } from './store.ts';
import type { BucketUrl } from './store-url.ts';

export interface BucketStoreOptions extends HttpStoreOptions {
  /** Of each page of a list, which is asked for again where a host has a fault. */
  readonly retry?: RetryOptions;
}

/** A store over a bucket's folder that lists it too: S3 ListObjectsV2, or Google's JSON list. */
export function createBucketStore(name: string, url: BucketUrl, options: BucketStoreOptions = {}): Store {
  const { rootUrl, folder } = url;
  const base = folder === '' ? '' : `${folder}/`;
  const encoded = folder.split('/').map(encodeURIComponent).join('/').replaceAll('%3A', ':');
  const http = createHttpStore(folder === '' ? rootUrl : `${rootUrl}/${encoded}`, options);
  const send = options.fetch ?? ((...args: Parameters<typeof fetch>) => globalThis.fetch(...args));
  return {
    name,
    get: http.get,
    size: http.size,
    async *list(prefix, { signal } = {}) {
      const page = url.kind === 's3' ? s3Page : googlePage;
      let token: string | undefined;
      do {
        const request = pageUrl(url, base + prefix, token);
        const text = await retry((inner) => readText(request, { send, signal: inner }), {
          ...options.retry,
          ...{ subject: request, signal },
        });
        const { keys, next } = page(text, request);
        for (const key of keys) if (!key.endsWith('/')) yield key.slice(base.length);
        if (next !== undefined && next === token) throw badPage(request, 'the same page again');
        token = next;
      } while (token !== undefined);
    },
  };
}

function pageUrl({ kind, rootUrl, apiUrl }: BucketUrl, prefix: string, token?: string): string {
  const query =
    kind === 's3'
      ? { 'list-type': '2', 'encoding-type': 'url', prefix, ...(token && { 'continuation-token': token }) }
      : { prefix, fields: 'items(name),nextPageToken', ...(token && { pageToken: token }) };
  return `${kind === 's3' ? `${rootUrl}/` : apiUrl}?${new URLSearchParams(query)}`;
}

async function readText(
  url: string,
  { send, signal }: { readonly send: typeof fetch; readonly signal: AbortSignal },
): Promise<string> {
  const watch = createWatch(signal, STALL_TIMEOUT_MS);
  try {
    const response = await send(url, { signal: watch.signal });
    watch.onBytes();
    if (response.status === 404) throw new MissingError({ subject: url, expected: 'a bucket', got: 'none' });
    if (!response.ok) throw statusError(response, url);
    return await response.text();
  } catch (error) {
    throw watch.stalled() ? stallError(url, error) : explainFetchError(error, url, signal);
  } finally {
    watch.end();
  }
}

interface Page {
  readonly keys: readonly string[];
  /** Token of the page after it. */
  readonly next: string | undefined;
}

/** The answer's form is fixed and flat, so three patterns read it; names come percent-encoded, as asked. */
function s3Page(xml: string, url: string): Page {
  if (!xml.includes('<ListBucketResult')) throw badPage(url, xml.slice(0, 60));
  const keys = [...xml.matchAll(/<Contents>[\s\S]*?<Key>([^<]*)<\/Key>/g)].map(([, key]) =>
    decodeURIComponent(unescapeXml(key).replaceAll('+', ' ')),
  );
  const token = /<NextContinuationToken>([^<]+)<\/NextContinuationToken>/.exec(xml);
  return { keys, next: token ? unescapeXml(token[1]) : undefined };
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescapeXml = (text: string) => text.replace(/&(\w+);/g, (all, name: string) => ENTITIES[name] ?? all);

function googlePage(text: string, url: string): Page {
  try {
    const { items = [], nextPageToken } = JSON.parse(text) as {
      items?: { name: string }[];
      nextPageToken?: string;
    };
    return { keys: items.map(({ name }) => String(name)), next: nextPageToken };
  } catch {
    throw badPage(url, text.slice(0, 60));
  }
}

const badPage = (subject: string, got: string) =>
  new InvalidDataError({ subject, expected: 'a page of a bucket’s list', got: JSON.stringify(got) });
