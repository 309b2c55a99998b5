import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openKeptStore } from '../../../../viewer/workers/segmenter/opfs-store.ts';

test('what is put is kept by the browser, in folders; one page at a time has it', async () => {
  const { store, notKept } = await openKeptStore('test-key');
  assert.equal(notKept, undefined);
  assert.equal(await store.get('chunks/1_2_3'), undefined);
  await store.put('chunks/1_2_3', Uint8Array.of(1, 2, 3));
  await store.put('chunks/1_2_3', Uint8Array.of(4, 5));
  await store.put('objects.json', Uint8Array.of(7));
  assert.deepEqual(Array.from((await store.get('chunks/1_2_3')) ?? []), [4, 5]);
  assert.deepEqual(Array.from((await store.get('chunks/1_2_3', { range: { begin: 1 } })) ?? []), [5]);
  assert.deepEqual(Array.from((await store.get('objects.json')) ?? []), [7]);
  const other = await openKeptStore('test-key');
  assert.match(other.notKept ?? '', /Another tab has the objects of this volume open/);
  assert.equal(await other.store.get('objects.json'), undefined);
  const root = await navigator.storage.getDirectory();
  await root.removeEntry('floodlight-segmenter', { recursive: true });
});
