import assert from 'node:assert/strict';
import { test } from 'node:test';
import { handle } from '../../edge/index.ts';
import { bytesOf, get, memoryObjects } from './memory-objects.ts';

const anything = new Proxy({}, { get: () => bytesOf(4) });
const env = { data: memoryObjects(anything), site: memoryObjects(anything) };

async function header(path: string, name: string): Promise<string> {
  return (await handle(get(path), env)).headers.get(name) ?? '';
}

test('content types by key', async () => {
  const JSON_TYPE = 'application/json';
  const BYTES = 'application/octet-stream';
  const expected: Readonly<Record<string, string>> = {
    '/data/ds/info': JSON_TYPE,
    '/data/info': JSON_TYPE,
    '/data/ds/provenance': JSON_TYPE,
    '/data/ds/zarr.json': JSON_TYPE,
    '/data/ds/.zarray': JSON_TYPE,
    '/data/mesh/9223372036854775809:0': JSON_TYPE,
    '/data/mesh/17:0:0-64_0-64_0-64': BYTES,
    '/data/mesh/17.index': BYTES,
    '/data/8_8_8/0-64_0-64_0-64': BYTES,
    '/data/8_8_8/0f.shard': BYTES,
    '/data/information': BYTES,
    '/data/evil.html': BYTES,
    '/data/evil.svg': BYTES,
    '/data/evil.js': BYTES,
    '/data/x.constructor': BYTES,
    '/data/thumb.PNG': 'image/png',
    '/data/0/0/0.jpg': 'image/jpeg',
    '/': 'text/html; charset=utf-8',
    '/main.js': 'text/javascript; charset=utf-8',
    '/main.css': 'text/css; charset=utf-8',
    '/logo.svg': 'image/svg+xml',
    '/poster.png': 'image/png',
    '/draco.wasm': 'application/wasm',
    '/LICENSE': BYTES,
  };
  for (const [path, type] of Object.entries(expected))
    assert.equal(await header(path, 'content-type'), type, path);
});

test('metadata and pages are revalidated, chunks and hashed names kept', async () => {
  for (const path of ['/', '/main.js']) assert.equal(await header(path, 'cache-control'), 'no-cache', path);
  for (const path of ['/data/ds/info', '/data/mesh/1:0']) {
    assert.equal(await header(path, 'cache-control'), 'no-cache, no-transform', path);
  }
  assert.equal(
    await header('/data/8_8_8/0-64_0-64_0-64', 'cache-control'),
    'public, max-age=3600, no-transform',
  );
  assert.match(await header('/main-K3VJQW2A.js', 'cache-control'), /max-age=31536000, immutable/);
});

test('data runs nothing; the site runs only its own', async () => {
  assert.equal(await header('/data/evil.html', 'content-security-policy'), "default-src 'none'; sandbox");
  const policy = await header('/', 'content-security-policy');
  for (const rule of [
    "default-src 'self'",
    'connect-src *',
    "worker-src 'self' blob:",
    "img-src 'self' blob: data:",
  ]) {
    assert.ok(policy.split('; ').includes(rule), rule);
  }
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'/);
  assert.equal(await header('/', 'referrer-policy'), 'no-referrer');
});
