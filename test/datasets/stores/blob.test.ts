import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBlobStore } from '../../../datasets/stores/index.ts';

const store = createBlobStore('files', new Map([['em/info', new Blob(['0123456789'])]]));
const text = async (range?: { begin: number; end?: number }) =>
  new TextDecoder().decode(await store.get('em/info', range && { range }));

test('files are read by ranges, sized and listed', async () => {
  assert.equal(await text(), '0123456789');
  assert.equal(await text({ begin: 3, end: 5 }), '34');
  assert.equal(await text({ begin: 8 }), '89');
  assert.equal(await store.size?.('em/info'), 10);
  assert.equal(await store.size?.('none'), undefined);
  assert.equal(await store.get('none'), undefined);
  const keys: string[] = [];
  for await (const key of store.list?.('em') ?? []) keys.push(key);
  assert.deepEqual(keys, ['em/info']);
});

test('a range beyond the end, a file that is gone and an aborted read are told', async () => {
  await assert.rejects(text({ begin: 5, end: 11 }), { tag: 'corrupt', message: /only 10 bytes/ });
  const gone = { size: 4, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('NotFoundError')) }) };
  const broken = createBlobStore('files', new Map([['a', gone as unknown as Blob]]));
  await assert.rejects(broken.get('a'), { tag: 'transient', message: /changed or moved/ });
  await assert.rejects(store.get('em/info', { signal: AbortSignal.abort() }), { tag: 'aborted' });
});
