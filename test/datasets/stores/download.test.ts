/** Downloads from a server that cuts, lies, forgets ranges and changes its mind. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, test } from 'node:test';
import { type DownloadOptions, downloadFile } from '../../../datasets/stores/index.node.ts';

const BODY = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7) % 251));
const SHA256 = createHash('sha256').update(BODY).digest('hex');
/** No waiting, and few tries. */
const QUICK = { retry: { baseDelayMs: 1, maxDelayMs: 2, maxAttempts: 3 } };

/** How the next answers behave. */
let host = {
  etag: '"v1"' as string | undefined,
  body: BODY,
  cutAfter: [] as number[],
  ranges: true,
  status: 200,
  md5: undefined as string | undefined,
};
let seen: IncomingMessage['headers'][] = [];
let server: Server;
let base = '';
let folder = '';

function answer(request: IncomingMessage, response: ServerResponse): void {
  seen.push(request.headers);
  const { etag, body, ranges, status } = host;
  if (status !== 200) return void response.writeHead(status).end();
  const range = ranges ? /^bytes=(\d+)-$/.exec(request.headers.range ?? '') : null;
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const begin = range && isSame ? Number(range[1]) : 0;
  if (begin >= body.length)
    return void response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
  const headers = {
    'content-length': body.length - begin,
    ...(etag && { etag }),
    ...(host.md5 && { 'x-goog-hash': `crc32c=AAAAAA==, md5=${host.md5}` }),
    ...(begin > 0 && { 'content-range': `bytes ${begin}-${body.length - 1}/${body.length}` }),
  };
  response.writeHead(begin > 0 ? 206 : 200, headers);
  const cut = host.cutAfter.shift();
  if (cut === undefined) return void response.end(body.subarray(begin));
  response.write(body.subarray(begin, begin + cut), () => void cutOnceWritten(response, begin + cut));
}

/** A connection that is cut takes with it what the reader has not read yet: how much that is would be chance. */
async function cutOnceWritten(response: ServerResponse, bytes: number): Promise<void> {
  const size = async () => (await stat(join(folder, 'a', 'file.part')).catch(() => undefined))?.size ?? 0;
  while ((await size()) < bytes && !response.destroyed)
    await new Promise((resolve) => setTimeout(resolve, 2));
  response.destroy();
}

before(async () => {
  server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());
beforeEach(async () => {
  host = { etag: '"v1"', body: BODY, cutAfter: [], ranges: true, status: 200, md5: undefined };
  seen = [];
  folder = await mkdtemp(join(tmpdir(), 'floodlight-download-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const fetchIt = (options: DownloadOptions = {}) =>
  downloadFile(`${base}/file`, join(folder, 'a', 'file'), { ...QUICK, ...options });
const written = () => readFile(join(folder, 'a', 'file'));
const names = async () => (await readdir(join(folder, 'a'))).sort();

test('a file comes whole, leaves nothing beside it, and is not asked for twice', async () => {
  let bytes = 0;
  const first = await fetchIt({ sha256: SHA256, onBytes: (n) => (bytes += n) });
  assert.deepEqual(first, { state: 'fetched', bytes: BODY.length, sha256: SHA256 });
  assert.ok(BODY.equals(await written()));
  assert.deepEqual(await names(), ['file']);
  assert.equal(bytes, BODY.length);
  assert.equal((await fetchIt({ sha256: SHA256 })).state, 'present');
  assert.equal((await fetchIt()).state, 'present');
  assert.equal(seen.length, 1);
});

test('cut connections are gone on with, by range and validator; progress counts each byte once', async () => {
  host.cutAfter = [100_000, 50_000, 0, 1];
  let bytes = 0;
  await fetchIt({ sha256: SHA256, onBytes: (n) => (bytes += n) });
  assert.ok(BODY.equals(await written()));
  assert.equal(bytes, BODY.length);
  assert.equal(seen[0]?.range, undefined);
  assert.ok(seen.slice(1).every((headers) => headers['if-range'] === '"v1"'));
  assert.match(seen.at(-1)?.range ?? '', /^bytes=1\d{5}-$/);
});

test('many cuts with progress are no failure; cuts without any are', async () => {
  host.cutAfter = Array.from({ length: 12 }, () => 20_000);
  await fetchIt({ sha256: SHA256 });
  assert.ok(BODY.equals(await written()));
  await rm(join(folder, 'a', 'file'));
  host.cutAfter = Array.from({ length: 50 }, () => 0);
  await assert.rejects(fetchIt({ sha256: SHA256 }), { tag: 'transient' });
  assert.ok(host.cutAfter.length >= 44, `gave up after ${50 - host.cutAfter.length} tries`);
});

test('a second run goes on where a first one ended, without a checksum too', async () => {
  for (const sha256 of [SHA256, undefined]) {
    host.cutAfter = [200_000];
    await assert.rejects(fetchIt({ sha256, retry: { maxAttempts: 1 }, signal: failAfter(seen.length + 1) }));
    assert.ok((await stat(join(folder, 'a', 'file.part'))).size > 0);
    const before = seen.length;
    await fetchIt({ sha256 });
    assert.match(seen[before]?.range ?? '', /^bytes=\d+-$/);
    assert.ok(BODY.equals(await written()));
    await rm(join(folder, 'a'), { recursive: true });
  }
});

/** Aborts once so many requests have come and a little of the last has been written. */
function failAfter(requests: number): AbortSignal {
  const controller = new AbortController();
  const timer = setInterval(async () => {
    const size = (await stat(join(folder, 'a', 'file.part')).catch(() => undefined))?.size ?? 0;
    if (seen.length < requests || size === 0) return;
    clearInterval(timer);
    controller.abort();
  }, 1);
  return controller.signal;
}

test('another object at the same address is begun anew; so is one of a host without ranges or validator', async () => {
  const cases: [string, () => void][] = [
    ['changed', () => (host = { ...host, etag: '"v2"', body: Buffer.from(BODY.map((b) => b ^ 1)) })],
    ['no ranges', () => (host.ranges = false)],
    ['no validator', () => (host.etag = undefined)],
    ['weak validator', () => (host.etag = 'W/"v1"')],
  ];
  for (const [name, change] of cases) {
    host = { ...host, etag: '"v1"', body: BODY, ranges: true, cutAfter: [200_000] };
    if (name.endsWith('validator')) change();
    await assert.rejects(fetchIt({ signal: failAfter(seen.length + 1), retry: { maxAttempts: 1 } }), name);
    host.cutAfter = [];
    change();
    const before = seen.length;
    await fetchIt();
    assert.ok(host.body.equals(await written()), name);
    if (name.endsWith('validator')) assert.equal(seen[before]?.range, undefined, name);
    await rm(join(folder, 'a'), { recursive: true });
  }
});

test('a beginning longer than the object is thrown away', async () => {
  host.cutAfter = [250_000];
  await assert.rejects(fetchIt({ sha256: SHA256, signal: failAfter(1), retry: { maxAttempts: 1 } }));
  host = { ...host, cutAfter: [], etag: undefined, body: BODY.subarray(0, 10) };
  const sha256 = createHash('sha256').update(host.body).digest('hex');
  await writeFile(join(folder, 'a', 'file.part.json'), JSON.stringify({ url: `${base}/file` }));
  await fetchIt({ sha256 });
  assert.equal((await written()).length, 10);
});

test('a wrong checksum: no file, no remains, the sums in the message', async () => {
  host.body = Buffer.from(BODY.map((b) => b ^ 1));
  await assert.rejects(fetchIt({ sha256: SHA256 }), {
    tag: 'corrupt',
    message: new RegExp(`^${base}/file: expected SHA-256 ${SHA256}, got [0-9a-f]{64}\\. `),
  });
  assert.deepEqual(await names(), []);
});

test('the host’s own MD5 is held to where there is no other checksum, after a cut too', async () => {
  host.md5 = createHash('md5').update(BODY).digest('base64');
  host.cutAfter = [100_000];
  assert.equal((await fetchIt()).state, 'fetched');
  await rm(join(folder, 'a', 'file'));
  host.body = Buffer.from(BODY.map((b) => b ^ 1));
  await assert.rejects(fetchIt(), { tag: 'corrupt', message: /expected the host’s MD5 .{24}, got / });
  assert.deepEqual(await names(), []);
});

test('a file of another checksum in the way is left alone', async () => {
  host.body = BODY;
  await fetchIt();
  await writeFile(join(folder, 'a', 'file'), 'mine');
  await assert.rejects(fetchIt({ sha256: SHA256 }), { tag: 'invalid', message: /Move or delete it/ });
  assert.equal(String(await written()), 'mine');
});

test('404, 403 and impossible places', async () => {
  host.status = 404;
  await assert.rejects(fetchIt(), { tag: 'missing', message: /look at the homepage/ });
  host.status = 403;
  await assert.rejects(fetchIt(), { tag: 'forbidden' });
  await assert.rejects(downloadFile(`${base}/file`, '/proc/x/file', QUICK), { tag: 'missing' });
});
