import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CorruptDataError, ForbiddenError, TransientError } from '../../datasets/errors.ts';
import {
  type EdgeEnv,
  handle,
  type ObjectBody,
  type ObjectStore,
  type OpenOptions,
} from '../../edge/index.ts';
import { bytesOf, get, memoryObjects } from './memory-objects.ts';

const parts = { subject: '/home/me/secret/x', expected: 'y', got: 'z' };

function failing(error: unknown): ObjectStore {
  const fail = () => Promise.reject(error);
  return { head: fail, open: fail };
}

const data = () => memoryObjects({ 'ds/info': bytesOf(8), x: bytesOf(10), empty: bytesOf(0) });

const STATUSES: readonly (readonly [string, Request, EdgeEnv, number])[] = [
  ['200', get('/data/x'), { data: data() }, 200],
  ['200 of an empty object', get('/data/empty'), { data: data() }, 200],
  ['200 of HEAD', get('/data/x', {}, 'HEAD'), { data: data() }, 200],
  ['200 health', get('/healthz'), { data: data() }, 200],
  ['204', get('/data/x', { Origin: 'https://a.test' }, 'OPTIONS'), { data: data() }, 204],
  ['206', get('/data/x', { Range: 'bytes=1-2' }), { data: data() }, 206],
  ['304', get('/data/x', { 'If-None-Match': '*' }), { data: data() }, 304],
  ['400', get('/data/..%2fx'), { data: data() }, 400],
  ['404 missing', get('/data/nothing'), { data: data() }, 404],
  ['404 folder', get('/data/ds'), { data: data() }, 404],
  ['404 folder with slash', get('/data/ds/'), { data: data() }, 404],
  ['404 without a site', get('/'), { data: data() }, 404],
  ['405 POST', get('/data/x', {}, 'POST'), { data: data() }, 405],
  ['405 PUT', get('/data/x', {}, 'PUT'), { data: data() }, 405],
  ['405 DELETE', get('/', {}, 'DELETE'), { data: data() }, 405],
  ['412', get('/data/x', { 'If-Match': '"old"' }), { data: data() }, 412],
  ['416', get('/data/x', { Range: 'bytes=10-' }), { data: data() }, 416],
  ['500', get('/data/x'), { data: failing(new TypeError('secret')) }, 500],
  ['500 of HEAD', get('/data/x', {}, 'HEAD'), { data: failing('secret') }, 500],
  ['502 forbidden', get('/data/x'), { data: failing(new ForbiddenError(parts)) }, 502],
  ['502 corrupt', get('/data/x'), { data: failing(new CorruptDataError(parts)) }, 502],
  ['503', get('/data/x'), { data: failing(new TransientError(parts)) }, 503],
  ['503 health', get('/healthz'), { data: failing(new TransientError(parts)) }, 503],
];

test('CORS is on every answer, and no answer leaks what failed', async () => {
  for (const [name, request, env, status] of STATUSES) {
    const response = await handle(request, env);
    assert.equal(response.status, status, name);
    assert.equal(response.headers.get('access-control-allow-origin'), '*', name);
    const exposed = response.headers.get('access-control-expose-headers') ?? '';
    for (const header of ['Content-Range', 'Content-Length', 'Content-Encoding', 'ETag', 'Accept-Ranges']) {
      assert.ok(exposed.includes(header), `${name}: ${header}`);
    }
    assert.equal(response.headers.get('timing-allow-origin'), '*', name);
    assert.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin', name);
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff', name);
    assert.equal(response.headers.get('vary'), null, name);
    assert.doesNotMatch(await response.text(), /secret/, name);
  }
});

test('HEAD equals GET without body', async () => {
  const paths = [
    '/data/x',
    '/data/ds/info',
    '/data/empty',
    '/data/none',
    '/data/..%2f',
    '/',
    '/a.html',
    '/healthz',
  ];
  for (const path of paths) {
    const env = { data: data(), site: memoryObjects({ 'index.html': bytesOf(33), 'a.html': bytesOf(4) }) };
    const got = await handle(get(path), env);
    const before = env.data.reads.length + env.site.reads.length;
    const head = await handle(get(path, {}, 'HEAD'), env);
    assert.equal(env.data.reads.length + env.site.reads.length, before, `${path}: HEAD reads nothing`);
    assert.equal(head.status, got.status, path);
    const headersOf = ({ headers }: Response) => [...headers].filter(([name]) => name !== 'server-timing');
    assert.deepEqual(headersOf(head), headersOf(got), path);
    assert.match(got.headers.get('server-timing') ?? '', /^store;dur=[\d.]+$/, path);
    assert.equal(head.body, null, path);
    assert.equal(head.headers.get('content-length'), String((await got.arrayBuffer()).byteLength), path);
  }
});

test('HEAD ignores Range', async () => {
  const head = await handle(get('/data/x', { Range: 'bytes=1-2' }, 'HEAD'), { data: data() });
  assert.equal(head.status, 200);
  assert.equal(head.headers.get('content-length'), '10');
});

test('preflight and 405 name the methods', async () => {
  const preflight = await handle(get('/anything', {}, 'OPTIONS'), { data: data() });
  assert.equal(preflight.headers.get('access-control-allow-methods'), 'GET, HEAD, OPTIONS');
  assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /Range.*If-Match.*Authorization/);
  assert.equal(preflight.headers.get('access-control-max-age'), '7200');
  const refused = await handle(get('/data/x', {}, 'POST'), { data: data() });
  assert.equal(refused.headers.get('allow'), 'GET, HEAD, OPTIONS');
});

test('a failure is reported once, with its cause', async () => {
  const error = new TransientError(parts);
  const seen: unknown[] = [];
  const response = await handle(get('/data/x'), { data: failing(error), onError: (e) => seen.push(e) });
  assert.deepEqual(seen, [error]);
  assert.equal(response.headers.get('retry-after'), '1');
  assert.equal(response.headers.get('cache-control'), 'no-store');
});

/** The store, but what it opens has this body. */
function withBody(store: ObjectStore, body: ObjectBody | undefined): ObjectStore {
  const open: ObjectStore['open'] = async (key, options) => {
    const opened = await store.open(key, options);
    return opened && { ...opened, body: async () => body };
  };
  return { head: store.head, open };
}

test('an object that vanishes between head and read is 404, a short one 502', async () => {
  const gone = withBody(data(), undefined);
  assert.equal((await handle(get('/data/x'), { data: gone })).status, 404);
  const short = withBody(data(), bytesOf(9));
  assert.equal((await handle(get('/data/x'), { data: short })).status, 502);
});

test('an object is opened once, and a second time only for a range that does not apply', async () => {
  const opens: (OpenOptions | undefined)[] = [];
  const store = data();
  const counted: ObjectStore = {
    head: store.head,
    open: (key, options) => {
      opens.push(options);
      return store.open(key, options);
    },
  };
  await handle(get('/data/x', { Range: 'bytes=1-2' }), { data: counted });
  assert.equal(opens.length, 1);
  await handle(get('/data/x', { Range: 'bytes=1-2', 'If-Range': '"old"' }), { data: counted });
  assert.equal(opens.length, 3);
  assert.equal(opens[2]?.etag, '"1-10"', 'the second read is pinned to the version of the first');
});

test('objects stored encoded are passed on whole', async () => {
  const env = { data: memoryObjects({ x: bytesOf(10) }, { contentEncoding: 'gzip' }) };
  const response = await handle(get('/data/x', { Range: 'bytes=0-1' }), env);
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-encoding'), 'gzip');
  assert.equal(response.headers.get('content-length'), '10');
  assert.equal(response.headers.get('accept-ranges'), 'none');
});
