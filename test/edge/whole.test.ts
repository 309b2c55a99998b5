import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChangedError, type EdgeEnv, handle } from '../../edge/index.ts';
import { createReadAhead } from '../../edge/whole/read-ahead.ts';
import { SHARDED } from './conformance/sharded.ts';
import { get, memoryObjects } from './memory-objects.ts';

const textOf = async (env: EdgeEnv, path: string) => (await handle(get(path), env)).text();

test('store reads: three for the first chunk of a minishard, one with what follows for the next, none for what followed', async () => {
  const data = memoryObjects(SHARDED);
  const readsOf = async (path: string, headers: Record<string, string> = {}, method = 'GET') => {
    data.reads.length = 0;
    const response = await handle(get(`/u/vol@1/${path}`, headers, method), { data });
    return [await response.text(), ...data.reads.map((read) => read.replace('vol@1/row/0.shard ', ''))];
  };
  await readsOf('info');
  // Places of the format's worked example: shard index entry, minishard index, data.
  assert.deepEqual(await readsOf('row/0-1_0-1_0-1'), ['AAAA', '0-16', '39-87', '32-36']);
  assert.deepEqual(await readsOf('row/1-2_0-1_0-1'), ['BBB', '36-142']);
  assert.deepEqual(await readsOf('row/2-3_0-1_0-1'), ['CC', '16-32', '94-142']);
  assert.deepEqual(await readsOf('row/3-4_0-1_0-1'), ['DDDDD']);
  assert.deepEqual(await readsOf('row/3-4_0-1_0-1', { Range: 'bytes=1-2' }), ['DD']);
  assert.deepEqual(await readsOf('row/0-1_0-1_0-1', {}, 'HEAD'), ['']);
  assert.deepEqual(await readsOf('row/1-2_0-1_0-1', { 'If-None-Match': '*' }), ['']);
});

test('reading ahead: near chunks of one version, a mebibyte at first and twice as much further on', async () => {
  const shard = new Uint8Array(4 * 2 ** 20).map((_, i) => (i * 7) ^ (i >> 9));
  const data = memoryObjects({ shard });
  const head = (await data.head('shard'))!;
  const ahead = createReadAhead(data);
  const read = async (begin: number, end: number, etag = head.etag) => {
    data.reads.length = 0;
    const extent = { object: 'shard', head: { ...head, etag }, begin, end, forget: () => undefined };
    const bytes = await ahead.read(extent);
    if (bytes) assert.deepEqual(bytes, shard.slice(begin, end));
    return [bytes === undefined ? 'alone' : 'had', ...data.reads];
  };
  assert.deepEqual(await read(100, 200), ['alone']);
  assert.deepEqual(await read(3_000_000, 3_000_100), ['alone'], 'far from the first');
  assert.deepEqual(
    await read(3_500_000, 3_500_100),
    ['had', 'shard 3500000-4194304'],
    'up to the end of the shard',
  );
  assert.deepEqual(await read(4_194_000, 4_194_304), ['had']);
  assert.deepEqual(await read(3_400_000, 3_800_000), ['alone'], 'too large to keep');
  assert.deepEqual(await read(2_600_000, 2_600_001), ['had', 'shard 2600000-3648576']);
  assert.deepEqual(await read(900_000, 900_001), ['alone']);
  assert.deepEqual(await read(900_000, 900_100), ['had', 'shard 900000-1948576']);
  assert.deepEqual(await read(1_900_000, 1_950_000), ['had', 'shard 1900000-3997152'], 'twice as much');
  await assert.rejects(async () => {
    await read(0, 10, '"old"');
    await read(10, 20, '"old"');
  }, ChangedError);
  for (let i = 0; i < 40; i++) await read(i * 100_000, i * 100_000 + 50_000);
});

test('reading ahead: what another request is about to bring is read alone', async () => {
  const shard = new Uint8Array(2 ** 20).fill(5);
  const data = memoryObjects({ shard });
  const head = (await data.head('shard'))!;
  const gate = Promise.withResolvers<void>();
  const open: typeof data.open = async (key, options) => {
    await gate.promise;
    return data.open(key, options);
  };
  let nowMs = 0;
  const ahead = createReadAhead({ ...data, open }, () => nowMs);
  const read = (begin: number) =>
    ahead.read({ object: 'shard', head, begin, end: begin + 10, forget: () => undefined });
  assert.equal(await read(0), undefined);
  const first = read(100);
  assert.equal(await read(200), undefined, 'it is on its way');
  nowMs = 10_001;
  const second = read(300);
  gate.resolve();
  assert.deepEqual([(await first)?.length, (await second)?.length], [10, 10]);
  assert.deepEqual(
    data.reads,
    ['shard 100-1048576', 'shard 300-1048576'],
    'a read that is never done is forgotten',
  );
});

test('no info has a sharding, and everything else in it stays', async () => {
  const env = { data: memoryObjects(SHARDED) };
  for (const folder of ['vol@1', 'vol@1/mesh', 'vol@1/skeletons', 'vol@1/points']) {
    const response = await handle(get(`/u/${folder}/info`), env);
    const text = await response.text();
    assert.doesNotMatch(text, /sharding/);
    assert.equal(response.headers.get('content-length'), `${text.length}`);
    const stored = JSON.parse(await textOf(env, `/d/${folder}/info`)) as Record<string, unknown>;
    const expected = JSON.parse(
      JSON.stringify(stored, (key, value) => (key === 'sharding' ? undefined : value)),
    );
    assert.deepEqual(JSON.parse(text), expected);
  }
});

/** A shard of four chunks whose bytes are changed, and what its chunks answer. */
async function statusesOf(change: (shard: DataView, bytes: Uint8Array) => void): Promise<number[]> {
  const bytes = SHARDED['vol@1/row/0.shard'].slice();
  change(new DataView(bytes.buffer), bytes);
  const env = { data: memoryObjects({ ...SHARDED, 'vol@1/row/0.shard': bytes }) };
  const statuses: number[] = [];
  for (const x of [0, 1, 2, 3]) {
    const response = await handle(get(`/u/vol@1/row/${x}-${x + 1}_0-1_0-1`), env);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.doesNotMatch(await response.text(), /shard/);
    statuses.push(response.status);
  }
  return statuses;
}

test('damage of an index is 502 for its minishard alone', async () => {
  const table: Readonly<Record<string, readonly [(shard: DataView) => void, number[]]>> = {
    'an inverted entry': [(v) => v.setBigUint64(0, 99n, true), [502, 502, 200, 200]],
    'an index past the end': [(v) => v.setBigUint64(8, 5000n, true), [502, 502, 200, 200]],
    'a length that is no multiple of 24': [(v) => v.setBigUint64(8, 0x36n, true), [502, 502, 200, 200]],
    'an index of 2^63 bytes': [(v) => v.setBigUint64(8, 2n ** 63n, true), [502, 502, 200, 200]],
    'a key twice': [(v) => v.setBigUint64(39 + 8, 0n, true), [502, 502, 200, 200]],
    'data past the end': [(v) => v.setBigUint64(39 + 40, 2n ** 40n, true), [200, 502, 200, 200]],
    'an empty minishard': [(v) => v.setBigUint64(8, 7n, true), [404, 404, 200, 200]],
  };
  for (const [name, [change, expected]] of Object.entries(table)) {
    assert.deepEqual(await statusesOf(change), expected, name);
  }
});

test('a shard that is replaced between two chunks is read anew, as one version', async () => {
  const objects: Record<string, Uint8Array<ArrayBuffer>> = { ...SHARDED };
  const env = { data: memoryObjects(objects) };
  assert.equal(await textOf(env, '/u/vol@1/row/0-1_0-1_0-1'), 'AAAA');
  // One byte more at the front of the data, so the old index points beside it.
  const old = SHARDED['vol@1/row/0.shard'];
  const shifted = new Uint8Array([...old.subarray(0, 32), 0x2e, ...old.subarray(32)]);
  const view = new DataView(shifted.buffer);
  for (const at of [0, 8, 16, 24]) view.setBigUint64(at, view.getBigUint64(at, true) + 1n, true);
  view.setBigUint64(40 + 16, 1n, true);
  objects['vol@1/row/0.shard'] = shifted;
  assert.equal(await textOf(env, '/u/vol@1/row/1-2_0-1_0-1'), 'BBB');
  assert.equal(await textOf(env, '/u/vol@1/row/0-1_0-1_0-1'), 'AAAA');
});

test('an info of annotations that is wrong is 502, field by field', async () => {
  const info = JSON.parse(new TextDecoder().decode(SHARDED['vol@1/points/info'])) as Record<string, unknown>;
  const wrong: readonly object[] = [
    { by_id: 3 },
    { by_id: { sharding: {} } },
    { spatial: [{ key: 's', sharding: { '@type': 'x' } }] },
    { relationships: [null] },
  ];
  for (const change of wrong) {
    const bytes = new TextEncoder().encode(JSON.stringify({ ...info, ...change }));
    const env = { data: memoryObjects({ ...SHARDED, 'vol@1/points/info': bytes }) };
    for (const name of ['info', 'by_id/42'])
      assert.equal((await handle(get(`/u/vol@1/points/${name}`), env)).status, 502, JSON.stringify(change));
  }
});

test('an info that is damaged is 502, and the rest of the store answers', async () => {
  const env = {
    data: memoryObjects({ 'bad@1/info': new TextEncoder().encode('{"scales": 3}'), ...SHARDED }),
  };
  assert.equal((await handle(get('/u/bad@1/info'), env)).status, 502);
  assert.equal((await handle(get('/u/bad@1/s/0-1_0-1_0-1'), env)).status, 502);
  assert.equal((await handle(get('/d/bad@1/info'), env)).status, 200);
  assert.equal(await textOf(env, '/u/vol@1/row/0-1_0-1_0-1'), 'AAAA');
});
