import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { handle } from '../../edge/index.ts';
import { bytesOf, get, memoryObjects } from './memory-objects.ts';

// The object: ten bytes at key `x`, etag "1-10", changed 2026-11-03 12:00:00.25 UTC.
const TAG = '"1-10"';
const SAME = 'Tue, 03 Nov 2026 12:00:00 GMT';
const BEFORE = 'Tue, 03 Nov 2026 11:59:59 GMT';
const AFTER = 'Tue, 03 Nov 2026 12:00:01 GMT';

const TABLE: readonly (readonly [Record<string, string>, number])[] = [
  [{ 'If-None-Match': TAG }, 304],
  [{ 'If-None-Match': `W/${TAG}` }, 304],
  [{ 'If-None-Match': '*' }, 304],
  [{ 'If-None-Match': `"a,b", ${TAG}` }, 304],
  [{ 'If-None-Match': '"other"' }, 200],
  [{ 'If-None-Match': '1-10' }, 200],
  [{ 'If-None-Match': '' }, 200],
  [{ 'If-Match': TAG }, 200],
  [{ 'If-Match': '*' }, 200],
  [{ 'If-Match': `"a", ${TAG}` }, 200],
  [{ 'If-Match': `W/${TAG}` }, 412],
  [{ 'If-Match': '"other"' }, 412],
  [{ 'If-Modified-Since': SAME }, 304],
  [{ 'If-Modified-Since': AFTER }, 304],
  [{ 'If-Modified-Since': BEFORE }, 200],
  [{ 'If-Modified-Since': 'Tuesday, 03-Nov-26 12:00:00 GMT' }, 304],
  [{ 'If-Modified-Since': 'Tue Nov  3 12:00:00 2026' }, 304],
  [{ 'If-Modified-Since': 'Tue Nov  3 11:00:00 2026' }, 200],
  [{ 'If-Modified-Since': '2026-11-04' }, 200],
  [{ 'If-Modified-Since': 'yesterday' }, 200],
  [{ 'If-Unmodified-Since': SAME }, 200],
  [{ 'If-Unmodified-Since': BEFORE }, 412],
  [{ 'If-Unmodified-Since': 'never' }, 200],
  // Order: 412 before 304, tags before dates.
  [{ 'If-Match': '"other"', 'If-None-Match': TAG }, 412],
  [{ 'If-Match': TAG, 'If-None-Match': TAG }, 304],
  [{ 'If-Match': TAG, 'If-Unmodified-Since': BEFORE }, 200],
  [{ 'If-None-Match': '"other"', 'If-Modified-Since': AFTER }, 200],
  [{ 'If-None-Match': TAG, 'If-Modified-Since': BEFORE }, 304],
  // Preconditions before ranges, and If-Range last.
  [{ 'If-None-Match': TAG, Range: 'bytes=0-1' }, 304],
  [{ 'If-Match': '"other"', Range: 'bytes=99-' }, 412],
  [{ 'If-Match': TAG, Range: 'bytes=0-1' }, 206],
  [{ 'If-Range': TAG, Range: 'bytes=0-1' }, 206],
  [{ 'If-Range': TAG, Range: 'bytes=99-' }, 416],
  [{ 'If-Range': '"other"', Range: 'bytes=0-1' }, 200],
  [{ 'If-Range': '"other"', Range: 'bytes=99-' }, 200],
  [{ 'If-Range': `W/${TAG}`, Range: 'bytes=0-1' }, 200],
  [{ 'If-Range': SAME, Range: 'bytes=0-1' }, 200],
  [{ 'If-Range': TAG }, 200],
];

test('preconditions of GET and HEAD', async () => {
  const env = { data: memoryObjects({ x: bytesOf(10) }) };
  for (const [headers, expected] of TABLE) {
    const name = JSON.stringify(headers);
    assert.equal((await handle(get('/data/x', headers), env)).status, expected, name);
    if (expected === 206 || expected === 416) continue; // HEAD has no ranges.
    assert.equal((await handle(get('/data/x', headers, 'HEAD'), env)).status, expected, `HEAD ${name}`);
  }
});

test('304 renews a cache entry and describes no body', async () => {
  const store = memoryObjects({ x: bytesOf(10) });
  const response = await handle(get('/data/x', { 'If-None-Match': TAG }), { data: store });
  assert.equal(response.headers.get('etag'), TAG);
  assert.equal(response.headers.get('last-modified'), SAME);
  assert.match(response.headers.get('cache-control') ?? '', /max-age/);
  assert.equal(response.headers.get('content-length'), null);
  assert.equal(response.headers.get('content-type'), null);
  assert.deepEqual(store.reads, []);
});

test('preconditions of what does not exist are not looked at', async () => {
  const env = { data: memoryObjects({}) };
  assert.equal((await handle(get('/data/x', { 'If-Match': '*' }), env)).status, 404);
});

test('a weak tag of a store never satisfies a strong comparison', async () => {
  const env = { data: memoryObjects({ x: bytesOf(10) }, { etag: 'W/"a"' }) };
  assert.equal((await handle(get('/data/x', { 'If-Match': 'W/"a"' }), env)).status, 412);
  assert.equal((await handle(get('/data/x', { 'If-Range': 'W/"a"', Range: 'bytes=0-1' }), env)).status, 200);
  assert.equal((await handle(get('/data/x', { 'If-None-Match': '"a"' }), env)).status, 304);
});

test('what is decoded for a client has a tag of its own, in conditions too', async () => {
  const data = memoryObjects({ x: new Uint8Array(gzipSync('ten bytes!')) }, { contentEncoding: 'gzip' });
  const ask = (headers: Record<string, string>) =>
    handle(get('/data/x', { 'Accept-Encoding': 'identity', ...headers }), { data });
  const first = await ask({});
  assert.equal(await first.text(), 'ten bytes!');
  const tag = first.headers.get('etag') ?? '';
  assert.match(tag, /-decoded"$/);
  const stored = tag.replace('-decoded', '');
  const statusOf = async (headers: Record<string, string>) => (await ask(headers)).status;
  assert.equal(await statusOf({ 'If-None-Match': tag }), 304);
  assert.equal(await statusOf({ 'If-None-Match': stored }), 200);
  assert.equal(await statusOf({ 'If-Match': tag }), 200);
  assert.equal(await statusOf({ 'If-Match': stored }), 412);
  assert.equal(await statusOf({ 'If-None-Match': stored, 'Accept-Encoding': 'gzip' }), 304);
});
