import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemoryStore, withAuth } from '../../../datasets/stores/index.ts';
import { createRecordingStore } from './support/recording-store.ts';

test('headers go with every read, beside the range and the signal', async () => {
  const { store, calls } = createRecordingStore(createMemoryStore('mem', [['a', Uint8Array.of(1, 2)]]));
  let asked = 0;
  const authorised = withAuth(store, async () => ({ authorization: `Bearer ${++asked}` }));
  const { signal } = new AbortController();
  await authorised.get('a', { range: { begin: 1 }, signal, headers: { 'x-other': 'kept' } });
  await withAuth(store, { authorization: 'Basic x' }).get('a');
  assert.deepEqual(
    calls.map(({ options }) => options.headers),
    [{ 'x-other': 'kept', authorization: 'Bearer 1' }, { authorization: 'Basic x' }],
  );
  assert.equal(calls[0].options.signal, signal);
  assert.deepEqual(calls[0].options.range, { begin: 1 });
});
