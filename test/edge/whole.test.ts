import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EdgeEnv, handle } from '../../edge/index.ts';
import { SHARDED } from './conformance/sharded.ts';
import { get, memoryObjects } from './memory-objects.ts';

const textOf = async (env: EdgeEnv, path: string) => (await handle(get(path), env)).text();

test('store reads: three for the first chunk of a minishard, one for the next', async () => {
  const data = memoryObjects(SHARDED);
  await textOf({ data }, '/u/vol@1/info');
  data.reads.length = 0;
  assert.equal(await textOf({ data }, '/u/vol@1/row/0-1_0-1_0-1'), 'AAAA');
  // Places of the format's worked example: shard index entry, minishard index, data.
  assert.deepEqual(data.reads, [
    'vol@1/row/0.shard 0-16',
    'vol@1/row/0.shard 39-87',
    'vol@1/row/0.shard 32-36',
  ]);
  data.reads.length = 0;
  assert.equal(await textOf({ data }, '/u/vol@1/row/1-2_0-1_0-1'), 'BBB');
  assert.deepEqual(data.reads, ['vol@1/row/0.shard 36-39']);
  data.reads.length = 0;
  await handle(get('/u/vol@1/row/0-1_0-1_0-1', {}, 'HEAD'), { data });
  await handle(get('/u/vol@1/row/1-2_0-1_0-1', { 'If-None-Match': '*' }), { data });
  assert.deepEqual(data.reads, [], 'HEAD and 304 read no data');
});

test('no info has a sharding, and everything else in it stays', async () => {
  const env = { data: memoryObjects(SHARDED) };
  for (const folder of ['vol@1', 'vol@1/mesh', 'vol@1/skeletons']) {
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

test('an info that is damaged is 502, and the rest of the store answers', async () => {
  const env = {
    data: memoryObjects({ 'bad@1/info': new TextEncoder().encode('{"scales": 3}'), ...SHARDED }),
  };
  assert.equal((await handle(get('/u/bad@1/info'), env)).status, 502);
  assert.equal((await handle(get('/u/bad@1/s/0-1_0-1_0-1'), env)).status, 502);
  assert.equal((await handle(get('/d/bad@1/info'), env)).status, 200);
  assert.equal(await textOf(env, '/u/vol@1/row/0-1_0-1_0-1'), 'AAAA');
});
