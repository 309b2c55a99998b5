import { dataContentType, isMetadataKey, siteContentType } from './content-type.ts';
import type { Answer, Fields } from './exchange.ts';
import { formatHttpDate } from './http-date.ts';
import type { ObjectHead } from './object-store.ts';

/** The two kinds of object: what a host publishes, and the viewer. They differ in types, caching and policy. */
export type Space = 'data' | 'site';

/**
 * How long a copy may be kept: a version of a dataset for good, the name that points at one for seconds, a plain folder
 * in between.
 */
export type Lifetime = 'site' | 'immutable' | 'alias' | 'folder';

export const ALLOWED_METHODS = 'GET, HEAD, OPTIONS';

/**
 * On every answer, whatever its status. Without them a page sees status 0 and cannot tell missing from broken.
 * Public data takes `*` and no `Vary: Origin`, so that a cache keeps one copy for all sites.
 */
export const COMMON_HEADERS: Readonly<Record<string, string>> = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers':
    'Accept-Ranges, Content-Encoding, Content-Length, Content-Range, Date, ETag, Last-Modified, Retry-After, Server-Timing',
  'Timing-Allow-Origin': '*',
  'Cross-Origin-Resource-Policy': 'cross-origin',
  'X-Content-Type-Options': 'nosniff',
};

const COMMON_NAMES = Object.keys(COMMON_HEADERS);

/** Uploaded HTML must not run on our origin, even when someone opens it by hand. */
export const DATA_POLICY = "default-src 'none'; sandbox";

/** Lit uses constructable stylesheets, so styles need no 'unsafe-inline'; decoders are WebAssembly. */
export const SITE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "worker-src 'self' blob:",
  'connect-src *',
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** esbuild's `name-ABCD2345.js`: the name changes with the content. */
const HASHED_NAME = /-[A-Z0-9]{8}\.\w+(\.map)?$/;

/** Sets the headers that every answer has. One call wraps the whole handler. */
export function withCors(answer: Answer): Answer {
  const { headers } = answer;
  for (const name of COMMON_NAMES) {
    // Private data have an origin of their own.
    if (headers[name] === undefined) headers[name] = COMMON_HEADERS[name]!;
  }
  return answer;
}

export interface Served {
  readonly head: ObjectHead;
  readonly lifetime: Lifetime;
}

/** Headers of a 200, 206 or 304 of an object, but for those that tell its length. */
export function objectHeaders(space: Space, key: string, { head, lifetime }: Served): Fields {
  const headers: Fields = {
    ...COMMON_HEADERS,
    'Content-Type': space === 'data' ? dataContentType(key) : siteContentType(key),
    'Content-Security-Policy': space === 'data' ? DATA_POLICY : SITE_POLICY,
    'Cache-Control': cacheControl(lifetime, key),
    'Accept-Ranges': head.contentEncoding === undefined ? 'bytes' : 'none',
    ETag: head.etag,
  };
  if (head.modifiedMs !== undefined) headers['Last-Modified'] = dateOf(head, head.modifiedMs);
  if (head.contentEncoding !== undefined) {
    headers['Content-Encoding'] = head.contentEncoding;
    // Who does not accept gzip gets the object decoded; a cache must not mix the two up.
    headers['Vary'] = 'Accept-Encoding';
  }
  if (space === 'site') headers['Referrer-Policy'] = 'no-referrer';
  return headers;
}

/** Stores that keep what they know of an object are asked for its date again and again. */
const DATES = new WeakMap<ObjectHead, string>();

function dateOf(head: ObjectHead, modifiedMs: number): string {
  const known = DATES.get(head);
  if (known !== undefined) return known;
  const text = formatHttpDate(modifiedMs);
  DATES.set(head, text);
  return text;
}

/** no-transform: an intermediary that compresses would shift the bytes that ranges name. */
function cacheControl(lifetime: Lifetime, key: string): string {
  switch (lifetime) {
    case 'site':
      return HASHED_NAME.test(key) ? 'public, max-age=31536000, immutable' : 'no-cache';
    case 'immutable':
      return 'public, max-age=31536000, immutable, no-transform';
    case 'alias':
      return 'public, max-age=10, must-revalidate, no-transform';
    case 'folder':
      return isMetadataKey(key) ? 'no-cache, no-transform' : 'public, max-age=3600, no-transform';
  }
}
