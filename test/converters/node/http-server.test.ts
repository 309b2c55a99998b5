import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { fileObjectStore } from '../../../converters/node/file-object-store.ts';
import { type HttpServer, serveHttp } from '../../../converters/node/http-server.ts';
import { isFloodlightError } from '../../../datasets/errors.ts';
import { type Answer, answerRequest, ChangedError, type EdgeRequest } from '../../../edge/index.ts';

const BIG_BYTES = 9_000_001;
const big = Uint8Array.from({ length: BIG_BYTES }, (_, i) => (i ^ (i >> 9)) & 255);
const errors: unknown[] = [];
let folder: string;
let server: HttpServer;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'floodlight-serve-'));
  const root = join(folder, 'root');
  await mkdir(join(root, 'ds/mesh'), { recursive: true });
  await writeFile(join(folder, 'secret'), 'secret');
  await writeFile(join(root, 'big'), big);
  await writeFile(join(root, 'empty'), '');
  await writeFile(join(root, 'ds/info'), '{"type":"image"}');
  await writeFile(join(root, 'ds/mesh/17:0'), '{"fragments":[]}');
  await writeFile(join(root, 'packed.gz'), gzipSync('hello'));
  await symlink(join(folder, 'secret'), join(root, 'way-out'));
  await symlink(folder, join(root, 'up'));
  await symlink('big', join(root, 'big-again'));
  const env = { data: fileObjectStore(root), onError: (error: unknown) => errors.push(error) };
  server = await serveHttp({
    handler: (request) => answerRequest(request, env),
    onError: (e) => errors.push(e),
  });
});

after(async () => {
  await server.close(0);
  await rm(folder, { recursive: true });
  assert.deepEqual(errors, []);
});

const fetchData = (key: string, init?: RequestInit) => fetch(`${server.url}/data/${key}`, init);

/** Sends bytes as they are, for what fetch would correct. */
async function sendRaw(text: string): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  socket.write(text);
  let reply = '';
  for await (const piece of socket) reply += piece;
  return reply;
}

test('whole objects, small, large and empty', async () => {
  const response = await fetchData('big');
  assert.equal(response.status, 200);
  assert.equal(response.headers.get('content-length'), String(BIG_BYTES));
  assert.equal(Buffer.compare(Buffer.from(await response.arrayBuffer()), big), 0);
  assert.equal(await (await fetchData('ds/info')).text(), '{"type":"image"}');
  assert.equal(await (await fetchData('ds/mesh/17:0')).text(), '{"fragments":[]}');
  assert.equal(await (await fetchData('ds/mesh/17%3A0')).text(), '{"fragments":[]}');
  assert.equal((await (await fetchData('empty')).arrayBuffer()).byteLength, 0);
  assert.equal(await (await fetchData('packed')).text(), 'hello');
});

test('ranges, in one read and streamed', async () => {
  const ranges = [
    [0, 1],
    [BIG_BYTES - 1, BIG_BYTES],
    [1000, 1000 + 256 * 1024],
    [12345, BIG_BYTES - 678],
  ] as const;
  for (const [begin, end] of ranges) {
    const response = await fetchData('big', { headers: { Range: `bytes=${begin}-${end - 1}` } });
    assert.equal(response.status, 206);
    assert.equal(response.headers.get('content-range'), `bytes ${begin}-${end - 1}/${BIG_BYTES}`);
    assert.equal(Buffer.compare(Buffer.from(await response.arrayBuffer()), big.subarray(begin, end)), 0);
  }
  assert.equal((await fetchData('empty', { headers: { Range: 'bytes=0-' } })).status, 416);
});

test('parallel requests do not mix', async () => {
  const sums = await Promise.all(
    Array.from({ length: 64 }, async (_, i) => {
      const begin = i * 100_000;
      const response = await fetchData('big', { headers: { Range: `bytes=${begin}-${begin + 99_999}` } });
      return Buffer.compare(Buffer.from(await response.arrayBuffer()), big.subarray(begin, begin + 100_000));
    }),
  );
  assert.deepEqual(sums, Array(64).fill(0));
});

test('HEAD has the length and no body; a tag gives 304', async () => {
  const head = await fetchData('big', { method: 'HEAD' });
  assert.equal(head.headers.get('content-length'), String(BIG_BYTES));
  assert.equal((await head.arrayBuffer()).byteLength, 0);
  const etag = head.headers.get('etag') ?? '';
  assert.match(etag, /^"[0-9a-z-]+"$/);
  assert.equal((await fetchData('big', { headers: { 'If-None-Match': etag } })).status, 304);
});

test('a changed file changes its tag, and a pinned read of the old one fails', async () => {
  const path = join(folder, 'root/changing');
  const store = fileObjectStore(join(folder, 'root'));
  await writeFile(path, 'one');
  const old = await store.head('changing');
  await sleep(5);
  await writeFile(path, 'two');
  assert.notEqual((await store.head('changing'))?.etag, old?.etag);
  const isChanged = (error: unknown) =>
    error instanceof ChangedError && isFloodlightError(error, 'transient');
  await assert.rejects(store.open('changing', { etag: old!.etag }), isChanged);
  const opened = await store.open('changing');
  await sleep(5);
  await writeFile(path, 'three');
  await assert.rejects(async () => opened?.body(), isChanged, 'between the look and the read');
});

test('folders, ways out and what is absent are not found', async () => {
  for (const key of ['ds', 'ds/', 'way-out', 'up/secret', 'nothing', 'big/below', 'a'.repeat(900)]) {
    const response = await fetchData(key);
    assert.equal(response.status, 404, key);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.doesNotMatch(await response.text(), /secret/);
  }
  assert.equal((await fetchData('big-again', { method: 'HEAD' })).status, 200);
});

test('a client that leaves in the middle harms nobody', async () => {
  for (let i = 0; i < 10; i++) {
    const controller = new AbortController();
    const response = await fetchData('big', { signal: controller.signal });
    const reader = response.body!.getReader();
    await reader.read();
    controller.abort();
    await assert.rejects(reader.read(), { name: 'AbortError' });
  }
  await sleep(50);
  assert.equal((await fetchData('ds/info')).status, 200);
});

test('raw requests: traversal, other targets, broken lines, huge headers', async () => {
  const request = (target: string, more = '') =>
    `GET ${target} HTTP/1.1\r\nHost: x\r\n${more}Connection: close\r\n\r\n`;
  const status = async (text: string) => {
    const reply = await sendRaw(text);
    assert.match(reply, /access-control-allow-origin: \*/i);
    assert.doesNotMatch(reply, /secret/);
    return reply.split(' ')[1];
  };
  assert.equal(await status(request('/data/../../secret')), '404');
  assert.equal(await status(request('/data/..%2f..%2fsecret')), '400');
  assert.equal(await status(request('//data/ds/info')), '400');
  assert.equal(await status(request('http://elsewhere.test/data/ds/info')), '200');
  assert.equal(await status(request('http://[/')), '400');
  assert.equal(await status(request('/data/%')), '400');
  assert.equal(await status('OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), '204');
  assert.equal(await status('TRACE / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), '405');
  assert.equal(await status(request('/data/ds/info', `X: ${'x'.repeat(40_000)}\r\n`)), '431');
  assert.equal(await status('nonsense\r\n\r\n'), '400');
});

const bytes = (text: string) => new TextEncoder().encode(text);
const answerOf = (body: Answer['body'], headers = {}): Answer => ({ status: 200, headers, body });
const empty: Answer = { status: 200, headers: {} };

test('a port in use is a typed error that names the cure', async () => {
  const port = Number(new URL(server.url).port);
  await assert.rejects(serveHttp({ handler: async () => empty, port }), (error) => {
    assert.ok(isFloodlightError(error, 'usage'));
    assert.equal(
      error.message,
      `127.0.0.1:${port}: expected a free port, got one in use. Choose another with --port, or --port=0 for any free one`,
    );
    return true;
  });
  await assert.rejects(
    serveHttp({ handler: async () => empty, host: '203.0.113.1' }),
    (error) => isFloodlightError(error, 'usage') && error.message.includes('address of this machine'),
  );
});

test('a handler that fails is 500; a body that breaks off or is short breaks the connection', async () => {
  const seen: unknown[] = [];
  const bodies: Readonly<Record<string, () => Answer>> = {
    '/throws': () => {
      throw new TypeError('secret');
    },
    '/breaks': () => answerOf(new ReadableStream({ pull: (c) => c.error(new TypeError('disk')) })),
    '/short': () => answerOf(bytes('abc'), { 'Content-Length': '10' }),
    '/short-stream': () => answerOf(new Blob(['abc']).stream(), { 'Content-Length': '10' }),
    '/long-stream': () => answerOf(new Blob(['abc']).stream(), { 'Content-Length': '2' }),
  };
  const handler = async ({ path }: EdgeRequest) => bodies[path]!();
  const other = await serveHttp({ handler, onError: (error) => seen.push(error) });
  try {
    const failed = await fetch(`${other.url}/throws`);
    assert.equal(failed.status, 500);
    assert.equal(failed.headers.get('access-control-allow-origin'), '*');
    assert.doesNotMatch(await failed.text(), /secret/);
    await assert.rejects(fetch(`${other.url}/breaks`).then((r) => r.text()));
    for (const path of ['/short', '/short-stream', '/long-stream']) {
      await assert.rejects(
        fetch(other.url + path).then((r) => r.text()),
        path,
      );
      assert.ok(isFloodlightError(seen.at(-1), 'corrupt'), path);
    }
    assert.equal(seen.length, 5);
  } finally {
    await other.close(0);
  }
});

test('the handler learns that the client left', async () => {
  const left = Promise.withResolvers<void>();
  const handler = (request: EdgeRequest) =>
    (async () => {
      while (!request.isGone()) await sleep(10);
      left.resolve();
      return answerOf(bytes('late'));
    })();
  const other = await serveHttp({ handler });
  await assert.rejects(fetch(other.url, { signal: AbortSignal.timeout(50) }));
  await left.promise;
  await other.close(0);
});

test('a body is made no faster than the client takes it', async () => {
  let made = 0;
  const piece = new Uint8Array(1 << 16);
  const pull = async (controller: ReadableStreamDefaultController) => {
    made += piece.length;
    controller.enqueue(piece);
    await sleep(0); // Lets the test go on even where nothing holds the maker back.
  };
  const other = await serveHttp({ handler: async () => answerOf(new ReadableStream({ pull })) });
  const socket = connect(Number(new URL(other.url).port), '127.0.0.1').pause();
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  let before = -1;
  for (let i = 0; i < 50 && made !== before; i++) {
    before = made;
    await sleep(100);
  }
  socket.destroy();
  await other.close(0);
  assert.equal(made, before, 'the maker came to rest');
  assert.ok(made > 0 && made < 64 << 20, `${made} bytes made for a client that reads none`);
});

/** A body of one byte and then nothing, for ever. */
const endless = () => new ReadableStream({ start: (controller) => controller.enqueue(Uint8Array.of(1)) });

test('close lets a running answer end, and cuts one that never does', async () => {
  const started = Promise.withResolvers<void>();
  const handler = async ({ path }: EdgeRequest) => {
    started.resolve();
    if (path === '/never') return answerOf(endless());
    await sleep(100);
    return answerOf(bytes('done'));
  };
  const first = await serveHttp({ handler });
  const running = fetch(first.url).then((r) => r.text());
  await started.promise;
  await first.close();
  assert.equal(await running, 'done');
  await assert.rejects(fetch(first.url));

  const second = await serveHttp({ handler });
  const stuck = await fetch(`${second.url}/never`);
  // Would wait for the answer that never comes.
  await second.close(50);
  await assert.rejects(stuck.text());
});
