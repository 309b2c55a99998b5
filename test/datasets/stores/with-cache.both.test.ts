import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, withCache } from '../../../datasets/stores/index.ts';
import { createRecordingStore } from './support/recording-store.ts';

const inner = () =>
  createMemoryStore('mem', [
    ['a', Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)],
    ['b', new Uint8Array(10).fill(7)],
  ]);
const list = (bytes: Uint8Array | undefined) => bytes && [...bytes];

test('a second read of the same object or range asks nobody; a kept object answers its ranges', async () => {
  const { store, calls } = createRecordingStore(inner());
  const cached = withCache(store);
  const range = { begin: 2, end: 4 };
  assert.deepEqual(list(await cached.get('a', { range })), [2, 3]);
  assert.deepEqual(list(await cached.get('a', { range })), [2, 3]);
  assert.equal(calls.length, 1);
  await cached.get('a');
  assert.deepEqual(list(await cached.get('a', { range: { begin: 8 } })), [8, 9]);
  assert.equal(calls.length, 2);
});

test('what a caller changes stays its own', async () => {
  const cached = withCache(inner());
  (await cached.get('a'))?.fill(99);
  assert.deepEqual(list(await cached.get('a', { range: { begin: 0, end: 2 } })), [0, 1]);
});

test('the longest unused bytes go first, and what is larger than the cache is not kept', async () => {
  const { store, calls } = createRecordingStore(inner());
  const cached = withCache(store, { maxBytes: 12 });
  const part = (key: string, begin: number, end: number) => cached.get(key, { range: { begin, end } });
  await part('a', 0, 6);
  await part('b', 0, 6);
  await part('a', 0, 6);
  await part('b', 6, 10); // 16 bytes: the first part of b, unused for longest, goes
  assert.equal(calls.length, 3);
  await part('a', 0, 6);
  assert.equal(calls.length, 3);
  await part('b', 0, 6);
  assert.equal(calls.length, 4);
  const small = withCache(store, { maxBytes: 9 });
  await small.get('a');
  await small.get('a');
  assert.equal(calls.length, 6);
});

test('callers at the same time share a request; one that leaves does not end it, the last one does', async () => {
  const { store, calls, release } = createRecordingStore(inner(), { hold: true });
  const cached = withCache(store);
  const leaving = new AbortController();
  const first = cached.get('a', { signal: leaving.signal });
  const second = cached.get('a');
  leaving.abort();
  await assert.rejects(first, { tag: 'aborted' });
  assert.equal(calls.length, 1);
  assert.equal(calls[0].options.signal?.aborted, false);
  release();
  assert.equal((await second)?.length, 10);

  const held = createRecordingStore(inner(), { hold: true });
  const alone = new AbortController();
  const reading = withCache(held.store).get('b', { signal: alone.signal });
  await Promise.resolve();
  alone.abort();
  await assert.rejects(reading, { tag: 'aborted' });
  assert.equal(held.calls[0].options.signal?.aborted, true);
});

test('missing objects are asked for again, and callers with other headers do not share', async () => {
  const { store, calls } = createRecordingStore(inner());
  const cached = withCache(store);
  assert.equal(await cached.get('none'), undefined);
  assert.equal(await cached.get('none'), undefined);
  assert.equal(calls.length, 2);
  await cached.get('a', { headers: { authorization: 'one' } });
  await cached.get('a', { headers: { authorization: 'two' } });
  assert.equal(calls.length, 4);
});
