import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  createMemoryStore,
  type Store,
  UnauthorizedError,
  withAuth,
} from '../../../datasets/stores/index.ts';
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

/** Takes one token and no other. */
function createGuardedStore(accepted: () => string): Store & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    name: 'guarded',
    asked,
    async get(key, { headers } = {}) {
      asked.push(headers?.['authorization'] ?? 'none');
      if (headers?.['authorization'] === accepted()) return Uint8Array.of(1);
      throw new UnauthorizedError({ subject: key, expected: 'status 200', got: 'status 401' });
    },
  };
}

test('a token that has ended is renewed once, and the read made again', async () => {
  let valid = 1;
  const store = createGuardedStore(() => `Bearer ${valid}`);
  let token = 1;
  const rejections: (string | undefined)[] = [];
  const authorised = withAuth(store, async (rejected) => {
    rejections.push(rejected?.['authorization']);
    if (rejected) token = valid;
    return { authorization: `Bearer ${token}` };
  });
  assert.equal((await authorised.get('a'))?.length, 1);
  valid = 2;
  assert.equal((await authorised.get('a'))?.length, 1);
  assert.deepEqual(store.asked, ['Bearer 1', 'Bearer 1', 'Bearer 2']);
  assert.deepEqual(rejections, [undefined, undefined, 'Bearer 1']);
});

test('a second 401 is the answer; fixed headers are not tried twice', async () => {
  const store = createGuardedStore(() => 'never');
  await assert.rejects(withAuth(store, async () => ({ authorization: 'x' })).get('a'), { tag: 'forbidden' });
  assert.equal(store.asked.length, 2);
  await assert.rejects(withAuth(store, { authorization: 'x' }).get('a'), { tag: 'forbidden' });
  assert.equal(store.asked.length, 3);
});
