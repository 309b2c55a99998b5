/** What a path asks for. `key` is decoded, relative and safe to give to a store. */
export type Route =
  | { readonly kind: 'data'; readonly key: string }
  | { readonly kind: 'site'; readonly key: string }
  | DatasetRoute
  | PrivateRoute
  | { readonly kind: 'catalogue' }
  | { readonly kind: 'health' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'bad-path'; readonly reason: string };

/** A file of a dataset: as stored under `/d/`, without shards under `/u/`. */
export interface DatasetRoute {
  readonly kind: 'dataset';
  readonly view: 'stored' | 'whole';
  readonly name: string;
  /** Absent: whatever is current. */
  readonly version?: string;
  /** Inside the dataset. */
  readonly key: string;
}

/** A file of a private dataset. The token is a segment of the path, since readers append to the address they are given. */
export interface PrivateRoute {
  readonly kind: 'private';
  readonly token: string;
  readonly dataset: DatasetRoute;
}

/** @returns undefined where an escape is broken. */
function decoded(pathname: string): string | undefined {
  try {
    return pathname.includes('%') ? decodeURIComponent(pathname) : pathname;
  } catch {
    return undefined;
  }
}

/** What nearly all are: short segments that can hide nothing. The others are looked at one by one. */
const PLAIN_PATH = /^(?=.{1,512}$)(?:\/[\w@+,:~-][\w@+,:~.-]*)+$/;

/** R2 and S3 refuse longer keys. */
const MAX_KEY_BYTES = 1024;

const DATA_PREFIX = '/data/';

/**
 * @param pathname of a URL: begins with `/`, percent-encoded, without query. It is decoded exactly once.
 * @returns data under `/data/`, datasets under `/d/` and `/u/`, `/datasets.json`, `/healthz`, and the site for everything else. A folder of the site means its
 * `index.html`; a folder of data is not found, since nothing is listed.
 */
export function parseRoute(pathname: string): Route {
  const path = decoded(pathname);
  if (path === undefined) return { kind: 'bad-path', reason: 'broken percent-encoding' };
  const reason = PLAIN_PATH.test(path) ? undefined : pathFault(path);
  if (reason !== undefined) return { kind: 'bad-path', reason };
  if (path === '/healthz') return { kind: 'health' };
  if (path === '/datasets.json') return { kind: 'catalogue' };
  if (/^\/[du]\//.test(path)) return datasetRoute(path) ?? { kind: 'not-found' };
  if (path.startsWith('/s/')) return privateRoute(path);
  if (path === '/data') return { kind: 'not-found' };
  const isFolder = path.endsWith('/');
  if (!path.startsWith(DATA_PREFIX)) {
    return { kind: 'site', key: isFolder ? `${path.slice(1)}index.html` : path.slice(1) };
  }
  return isFolder ? { kind: 'not-found' } : { kind: 'data', key: path.slice(DATA_PREFIX.length) };
}

const DATASET_PATH = /^\/([du])\/([A-Za-z0-9][\w.-]{0,127})(?:@([A-Za-z0-9][\w.-]{0,127}))?\/(.*[^/])$/;

function privateRoute(path: string): Route {
  const [, token = '', rest = ''] = /^\/s\/([\w.-]+)(\/.*)$/.exec(path) ?? [];
  const dataset = datasetRoute(rest);
  return dataset ? { kind: 'private', token, dataset } : { kind: 'not-found' };
}

function datasetRoute(path: string): DatasetRoute | undefined {
  const [, view, name, version, key] = DATASET_PATH.exec(path) ?? [];
  if (name === undefined || key === undefined) return undefined;
  return { kind: 'dataset', view: view === 'u' ? 'whole' : 'stored', name, version, key };
}

/** @returns why the decoded path must not reach a store, or undefined. */
function pathFault(path: string): string | undefined {
  if (!path.startsWith('/')) return 'not an absolute path';
  if (new TextEncoder().encode(path).length > MAX_KEY_BYTES) return `longer than ${MAX_KEY_BYTES} bytes`;
  const segments = path.slice(1).split('/');
  if (segments.slice(0, -1).includes('')) return 'an empty segment';
  for (const segment of segments) {
    const fault = segmentFault(segment);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function segmentFault(segment: string): string | undefined {
  if (hasControl(segment)) return 'a control character';
  if (segment.includes('\\')) return 'a backslash';
  if (segment === '.' || segment === '..') return 'a relative segment';
  // What a second decoding would turn into one of the above is refused too: a store behind us may decode again.
  if (/%(2e|2f|5c|00)/i.test(segment)) return 'a doubly encoded segment';
  return undefined;
}

/** C0, DEL and C1; NUL among them. */
function hasControl(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || (code >= 0x7f && code < 0xa0)) return true;
  }
  return false;
}
