import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { type ErrorTag, isFloodlightError } from '../../../datasets/errors.ts';
import { createHttpStore, parseRetryAfter, SlowDownError } from '../../../datasets/stores/index.ts';

const BODY = Buffer.from('0123456789');

/** What each path answers: the ways in which real hosts behave and misbehave. */
const ROUTES: Record<string, (request: IncomingMessage, response: ServerResponse) => void> = {
  '/data/whole': (request, response) => {
    const [, begin, end] = /bytes=(\d+)-(\d*)/.exec(request.headers.range ?? '') ?? [];
    if (begin === undefined) {
      response.end(BODY);
      return;
    }
    if (Number(begin) >= BODY.length) {
      response.writeHead(416, { 'content-range': 'bytes */10' }).end();
      return;
    }
    const last = Math.min(end ? Number(end) : 9, 9);
    response.writeHead(206, { 'content-range': `bytes ${begin}-${last}/10` });
    response.end(BODY.subarray(Number(begin), last + 1));
  },
  '/data/no-ranges': (_, response) => response.end(BODY),
  '/data/other-range': (_, response) =>
    response.writeHead(206, { 'content-range': 'bytes 4-9/10' }).end(BODY.subarray(4)),
  '/data/short-part': (_, response) => response.writeHead(206).end(BODY.subarray(0, 2)),
  '/data/cut': (_, response) => {
    response.writeHead(200, { 'content-length': '1000' });
    response.write(BODY, () => response.destroy());
  },
  '/data/forbidden': (_, response) => response.writeHead(403).end(),
  '/data/slow-down': (_, response) => response.writeHead(429).end(),
  '/data/broken': (_, response) => response.writeHead(503).end('<html>'),
  '/data/odd': (_, response) => response.writeHead(400).end(),
  '/data/wait-2': (_, response) => response.writeHead(429, { 'retry-after': '2' }).end(),
  '/data/hangs': () => undefined,
  '/data/drips': (_, response) => response.writeHead(200).write('0'),
  '/data/moved': (_, response) => response.writeHead(302, { location: '/data/whole' }).end(),
  '/data/gzipped': (_, response) =>
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(BODY)),
  '/data/gzipped-part': (_, response) => {
    const packed = gzipSync(BODY).subarray(0, 5);
    response.writeHead(206, { 'content-encoding': 'gzip', 'content-range': 'bytes 0-4/30' }).end(packed);
  },
  '/data/reset': (_, response) => {
    response.writeHead(206, { 'content-range': 'bytes 0-4/10' });
    response.write('01', () => response.socket?.resetAndDestroy());
  },
  '/data/endless': (_, response) => {
    response.writeHead(200);
    const more = () => {
      if (!response.destroyed) response.write(Buffer.alloc(65536), () => setImmediate(more));
    };
    more();
  },
  '/data/huge-no-ranges': (_, response) => {
    response.writeHead(200, { 'content-length': String(2 ** 33) });
    response.write(BODY);
  },
  '/data/7:0': (_, response) => response.end(BODY),
  '/data/a%20b%23c': (_, response) => response.end(BODY),
};

let server: Server;
let base: string;

before(async () => {
  server = createServer((request, response) => {
    const route = ROUTES[request.url ?? ''];
    if (route) route(request, response);
    else response.writeHead(404).end('<html>no such page</html>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/data/`;
});

after(() => {
  server.closeAllConnections();
  server.close();
});

const read = async (key: string, begin?: number, end?: number) => {
  const range = begin === undefined ? undefined : { begin, end };
  const bytes = await createHttpStore(base).get(key, { range });
  return bytes && Buffer.from(bytes).toString();
};

const fails = (reading: Promise<unknown>, tag: ErrorTag, message: RegExp) =>
  assert.rejects(
    reading,
    (error) => (isFloodlightError(error, tag) && message.test(error.message)) || fail(error),
  );

function fail(error: unknown): never {
  throw error;
}

test('reads whole objects and ranges', async () => {
  assert.equal(await read('whole'), '0123456789');
  assert.equal(await read('whole', 2, 5), '234');
  assert.equal(await read('whole', 7), '789');
  assert.equal(await read('whole', 3, 3), '');
});

test('missing is undefined, whatever page comes with it', async () => {
  assert.equal(await read('nothing-here'), undefined);
});

test('a host without ranges is cut to what was asked', async () => {
  assert.equal(await read('no-ranges', 2, 5), '234');
  await fails(read('no-ranges', 8, 12), 'corrupt', /expected bytes \[8,12\), got only 10 bytes/);
});

test('a part other or shorter than asked is torn data, never shifted bytes', async () => {
  await fails(read('other-range', 2, 5), 'corrupt', /other-range/);
  assert.equal(await read('other-range', 5, 8), '567');
  await fails(read('short-part', 0, 5), 'corrupt', /expected bytes \[0,5\), got only 2 bytes/);
  await fails(read('whole', 8, 12), 'corrupt', /got only 2 bytes/);
  await fails(read('whole', 20, 30), 'corrupt', /got only 10 bytes/);
});

test('refusals, faults and broken connections have types and say what to do', async () => {
  await fails(read('forbidden'), 'forbidden', /data\/forbidden: .*status 403.*credentials/);
  await fails(read('slow-down'), 'transient', /status 429.*slow down/);
  await fails(read('broken'), 'transient', /status 503.*try again/);
  await fails(read('odd'), 'invalid', /status 400/);
  await fails(read('cut'), 'transient', /data\/cut/);
});

test('no answer names the address and the probable causes', async () => {
  const store = createHttpStore('http://127.0.0.1:1');
  await fails(store.get('info'), 'transient', /^http:\/\/127\.0\.0\.1:1\/info: .*offline.*CORS/);
  // A port that was free a moment ago: Node says why nobody answers there.
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  await fails(
    createHttpStore(`http://127.0.0.1:${port}`).get('info'),
    'transient',
    /ECONNREFUSED.*Check the address/,
  );
});

test('an abort is told apart from a failure', async () => {
  const abort = new AbortController();
  const reading = createHttpStore(base).get('hangs', { signal: abort.signal });
  setTimeout(() => abort.abort(), 20);
  await fails(reading, 'aborted', /data\/hangs/);
  await fails(createHttpStore(base).get('whole', { signal: AbortSignal.abort() }), 'aborted', /whole/);
});

test('keys with colons go literally, other odd characters encoded', async () => {
  assert.equal(await read('7:0'), '0123456789');
  assert.equal(await read('a b#c'), '0123456789');
});

test('Retry-After comes with the error', async () => {
  await assert.rejects(
    createHttpStore(base).get('wait-2'),
    (error) => error instanceof SlowDownError && error.retryAfterMs === 2000 && error.tag === 'transient',
  );
  const now = Date.parse('Wed, 21 Oct 2015 07:28:00 GMT');
  assert.equal(parseRetryAfter('Wed, 21 Oct 2015 07:28:30 GMT', now), 30_000);
  assert.equal(parseRetryAfter('Wed, 21 Oct 2015 07:27:00 GMT', now), 0);
  assert.equal(parseRetryAfter('soon', now), undefined);
});

test('redirects are followed; a reset connection is transient', async () => {
  assert.equal(await read('moved', 2, 5), '234');
  await fails(read('reset', 0, 5), 'transient', /data\/reset/);
});

test('a compressed whole object arrives plain, a part of one is refused', async () => {
  assert.equal(await read('gzipped'), '0123456789');
  assert.equal(await read('gzipped', 2, 5), '234');
  await fails(read('gzipped-part', 0, 5), 'unsupported', /part of a gzip stream.*without Content-Encoding/);
});

test('an endless body ends where the wanted part does; a huge one is not read for a few bytes', async () => {
  assert.equal((await read('endless', 0, 100_000))?.length, 100_000);
  await fails(read('huge-no-ranges', 2 ** 32, 2 ** 32 + 5), 'unsupported', /ignores Range/);
  await fails(read('huge-no-ranges'), 'too-large', /huge-no-ranges/);
});

test('silence in the middle of a body is given up as transient, and an abort there as an abort', async () => {
  const store = createHttpStore(base, { stallTimeoutMs: 50 });
  await fails(store.get('drips'), 'transient', /data\/drips: expected an answer, got silence/);
  await fails(store.get('hangs'), 'transient', /silence/);
  const abort = new AbortController();
  const reading = createHttpStore(base).get('drips', { signal: abort.signal });
  setTimeout(() => abort.abort(), 50);
  await fails(reading, 'aborted', /data\/drips/);
});
