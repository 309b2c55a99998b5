import { acceptsEncoding } from './decoded-body.ts';
import { parseRange } from './range.ts';
import { parseRoute } from './route.ts';
import { edgeRequestOf } from './web-exchange.ts';

/** What is used of the Cache API; `caches.default` fits. */
export interface EdgeCache {
  match(url: string): Promise<Response | undefined>;
  put(url: string, response: Response): Promise<void>;
}

export interface EdgeCacheOptions {
  readonly cache: EdgeCache;
  /** Lets a worker live until the copy is stored. */
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** Status of the real answer: the cache refuses 206. Headers that it would act upon are kept under names like it. */
const STATUS = 'x-edge-status';

/** Larger ones are read from the store each time. */
const MAX_BYTES = 2 ** 23;

/**
 * Keeps answers of public versions, which never change: whole objects, single ranges and what a version lacks. Everything
 * else goes to the handler: names without a version, private data, conditions, clients that take no gzip.
 */
export async function answerCached(
  request: Request,
  answer: (request: Request) => Promise<Response>,
  { cache, waitUntil }: EdgeCacheOptions,
): Promise<Response> {
  const key = cacheKey(request);
  if (key === undefined) return answer(request);
  // A cache that fails is a cache that has nothing.
  const kept = await cache.match(key).catch(() => undefined);
  if (kept) return withTiming(unwrap(kept), 'cache;desc="hit"');
  const response = await answer(request);
  if (!isWorthKeeping(response)) return withTiming(response, 'cache;desc="miss"');
  const [ours, theirs] = response.body ? response.body.tee() : [null, null];
  const { status, headers } = response;
  waitUntil(cache.put(key, wrap(new Response(ours, { status: 200, headers: new Headers(headers) }), status)));
  return withTiming(withBody(theirs, status, headers), 'cache;desc="miss"');
}

/** The same for all spellings of an address: no host, no query, one form of a range. */
function cacheKey(request: Request): string | undefined {
  if (request.method !== 'GET' || !acceptsEncoding(edgeRequestOf(request), 'gzip')) return undefined;
  for (const [name] of request.headers) if (name.startsWith('if-')) return undefined;
  const route = parseRoute(new URL(request.url).pathname);
  if (route.kind !== 'dataset' || route.version === undefined) return undefined;
  const path = [route.view, `${route.name}@${route.version}`, ...route.key.split('/')].map(
    encodeURIComponent,
  );
  const range = parseRange(request.headers.get('range'));
  return `https://edge-cache.invalid/${path.join('/')}${range ? `?range=${JSON.stringify(range)}` : ''}`;
}

function isWorthKeeping({ status, headers }: Response): boolean {
  const isLasting = /max-age=(31536000|86400)/.test(headers.get('cache-control') ?? '');
  const length = headers.get('content-length');
  return [200, 206, 404, 410].includes(status) && isLasting && length !== null && Number(length) <= MAX_BYTES;
}

function wrap(response: Response, status: number): Response {
  const { headers } = response;
  headers.set(STATUS, String(status));
  for (const name of ['content-encoding', 'content-range', 'server-timing', 'vary'])
    if (headers.has(name)) {
      headers.set(`x-edge-${name}`, headers.get(name) ?? '');
      headers.delete(name);
    }
  return response;
}

function unwrap(kept: Response): Response {
  const headers = new Headers();
  for (const [name, value] of kept.headers) {
    // Whatever the cache adds to what it keeps is not ours to send.
    if (!name.startsWith('x-edge-') && !/^(cf-|age$)/.test(name)) headers.set(name, value);
  }
  for (const name of ['content-encoding', 'content-range', 'vary']) {
    const value = kept.headers.get(`x-edge-${name}`);
    if (value) headers.set(name, value);
  }
  return withBody(kept.body, Number(kept.headers.get(STATUS)), headers);
}

function withBody(body: ReadableStream | null, status: number, headers: Headers): Response {
  const init: ResponseInit & { encodeBody: 'manual' } = { status, headers, encodeBody: 'manual' };
  return new Response(body, init);
}

function withTiming(response: Response, entry: string): Response {
  const others = response.headers.get('server-timing');
  response.headers.set('Server-Timing', others ? `${entry}, ${others}` : entry);
  return response;
}
