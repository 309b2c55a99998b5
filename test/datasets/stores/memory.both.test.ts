import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CorruptDataError, InvalidDataError, isFloodlightError } from '../../../datasets/errors.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { collect } from '../support/blocks.ts';

const bytes = Uint8Array.of(10, 11, 12, 13);

test('gives what was put, whole and in part; undefined where nothing is', async () => {
  const store = createMemoryStore();
  await store.put('a/b', bytes);
  assert.deepEqual([...((await store.get('a/b')) ?? [])], [10, 11, 12, 13]);
  assert.deepEqual([...((await store.get('a/b', { range: { begin: 1, end: 3 } })) ?? [])], [11, 12]);
  assert.deepEqual([...((await store.get('a/b', { range: { begin: 2 } })) ?? [])], [12, 13]);
  assert.equal(await store.get('a'), undefined);
});

test('a range past the end is torn data, an inverted one a wrong call', async () => {
  const store = createMemoryStore('mem', [['a', bytes]]);
  await assert.rejects(store.get('a', { range: { begin: 2, end: 5 } }), CorruptDataError);
  await assert.rejects(
    store.get('a', { range: { begin: 5 } }),
    /mem\/a: expected bytes \[5,\), got only 4 bytes/,
  );
  await assert.rejects(store.get('a', { range: { begin: 3, end: 2 } }), InvalidDataError);
  await assert.rejects(store.get('a', { range: { begin: -1, end: 2 } }), InvalidDataError);
});

test('whoever changes what it got or gave does not change the store', async () => {
  const store = createMemoryStore();
  const mine = bytes.slice();
  await store.put('a', mine);
  mine[0] = 99;
  const got = await store.get('a');
  got?.fill(0);
  assert.deepEqual([...((await store.get('a')) ?? [])], [10, 11, 12, 13]);
});

test('lists by prefix', async () => {
  const store = createMemoryStore('mem', [
    ['a/1', bytes],
    ['a/2', bytes],
    ['b', bytes],
  ]);
  assert.deepEqual((await collect(store.list('a/'))).sort(), ['a/1', 'a/2']);
  assert.deepEqual((await collect(store.list(''))).sort(), ['a/1', 'a/2', 'b']);
});

test('an aborted read is told apart', async () => {
  const signal = AbortSignal.abort();
  const read = createMemoryStore('mem', [['a', bytes]]).get('a', { signal });
  await assert.rejects(read, (error) => isFloodlightError(error, 'aborted'));
});
