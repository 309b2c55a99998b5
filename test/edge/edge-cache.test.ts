import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { TransientError } from '../../datasets/errors.ts';
import { answerCached, handle, type ObjectStore } from '../../edge/index.ts';
import { CHUNK, SHARDED } from './conformance/sharded.ts';
import { get, memoryObjects } from './memory-objects.ts';

const CATALOGUE = new TextEncoder().encode('{"datasets": {"vol": {"version": "1", "versions": ["1"]}}}');

function setUp(store?: ObjectStore) {
  const data = memoryObjects({ ...SHARDED, 'datasets.json': CATALOGUE });
  const kept = new Map<string, Response>();
  const work: Promise<unknown>[] = [];
  const cache = {
    match: async (url: string) => kept.get(url)?.clone(),
    async put(url: string, response: Response) {
      // As the Cache API has it.
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-range'), null);
      assert.equal(response.headers.get('content-encoding'), null);
      kept.set(url, new Response(await response.arrayBuffer(), { headers: response.headers }));
    },
  };
  const waitUntil = (promise: Promise<unknown>) => void work.push(promise);
  const send = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    const response = await answerCached(
      get(path, headers, method),
      (request) => handle(request, { data: store ?? data }),
      { cache, waitUntil },
    );
    const body = new Uint8Array(await response.arrayBuffer());
    await Promise.all(work.splice(0));
    const timing = response.headers.get('server-timing') ?? '';
    return {
      status: response.status,
      headers: response.headers,
      body,
      text: new TextDecoder().decode(body),
      isHit: timing.includes('"hit"'),
    };
  };
  return { data, kept, send };
}

const FIRST = '/u/vol@1/row/0-1_0-1_0-1';
const withoutTiming = (headers: Headers) => [...headers].filter(([name]) => name !== 'server-timing').sort();

test('store reads of a whole chunk: three, index known one, cached none', async () => {
  const { data, send } = setUp();
  await send('/u/vol@1/info');
  data.reads.length = 0;
  const first = await send(FIRST);
  assert.equal(data.reads.length, 3);
  await send('/u/vol@1/row/1-2_0-1_0-1');
  assert.equal(data.reads.length, 4);
  const again = await send(FIRST);
  assert.equal(data.reads.length, 4);
  assert.ok(again.isHit && !first.isHit);
  assert.deepEqual(
    [again.status, again.text, withoutTiming(again.headers)],
    [200, 'AAAA', withoutTiming(first.headers)],
  );
});

test('ranges come from the cache as they went in, whatever they are written like', async () => {
  const { data, send } = setUp();
  const first = await send('/d/vol@1/row/0.shard', { Range: 'bytes=32-35' });
  assert.deepEqual([first.status, first.text], [206, 'AAAA']);
  const again = await send('/d/vol@1/row/0.shard?x=1', { Range: 'Bytes=0032-35' });
  assert.ok(again.isHit);
  assert.equal(data.reads.length, 1);
  assert.deepEqual(
    [again.status, again.text, withoutTiming(again.headers)],
    [206, 'AAAA', withoutTiming(first.headers)],
  );
  assert.equal((await send('/d/vol@1/row/0.shard', { Range: 'bytes=32-36' })).text, 'AAAAB');
  assert.equal((await send('/d/vol@1/row/0.shard')).status, 200);
});

test('encoded objects come out encoded; who takes no gzip gets none', async () => {
  const { send } = setUp();
  const path = '/u/vol@1/two/0-1_0-1_0-1';
  await send(path, { 'Accept-Encoding': 'gzip' });
  const again = await send(path, { 'Accept-Encoding': 'gzip' });
  assert.ok(again.isHit);
  assert.equal(again.headers.get('content-encoding'), 'gzip');
  assert.equal(again.headers.get('vary'), 'Accept-Encoding');
  assert.deepEqual(new Uint8Array(gunzipSync(again.body)), CHUNK);
  const plain = await send(path, { 'Accept-Encoding': 'identity' });
  assert.deepEqual([plain.isHit, plain.headers.get('content-encoding'), plain.body], [false, null, CHUNK]);
});

test('kept: what a published version lacks. Not kept: names, unknown versions, conditions, refusals, errors', async () => {
  const { kept, send } = setUp();
  await send('/d/vol@1/none');
  assert.ok((await send('/d/vol@1/none')).isHit);
  const size = kept.size;
  for (const path of [
    '/d/vol/info',
    '/u/vol/info',
    '/d/vol@9/info',
    '/data/vol@1/info',
    '/d/none/info',
    '/datasets.json',
    '/healthz',
  ])
    await send(path);
  await send('/d/vol@1/info', { 'If-None-Match': '"x"' });
  await send('/d/vol@1/info', {}, 'HEAD');
  await send('/d/vol@1/info', { Range: 'bytes=99999-' });
  assert.equal(kept.size, size);
  const fail = () => Promise.reject(new TransientError({ subject: 's', expected: 'a', got: 'b' }));
  const broken = setUp({ head: fail, open: fail });
  assert.equal((await broken.send('/d/vol@1/info')).status, 503);
  assert.equal(broken.kept.size, 0);
});

test('a cache that fails is a cache that has nothing', async () => {
  const data = memoryObjects(SHARDED);
  const cache = { match: () => Promise.reject(new Error('gone')), put: async () => undefined };
  const response = await answerCached(get(FIRST), (request) => handle(request, { data }), {
    cache,
    waitUntil: () => undefined,
  });
  assert.equal(await response.text(), 'AAAA');
});
