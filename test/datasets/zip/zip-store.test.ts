/** An archive that Python's zipfile wrote: test/fixtures/zarr/make.py. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { openSourceAt } from '../../../datasets/sources/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { createMemoryStore, type Store } from '../../../datasets/stores/index.ts';
import { createZipStore } from '../../../datasets/zip/index.ts';
import { repoPath } from '../../support/paths.ts';
import { zipStore } from '../../support/zip-store.ts';

const FIXTURE = 'test/fixtures/zarr/v2.zip';

test('members, parts of them and their lengths are those that another reader finds', async () => {
  const other = zipStore(FIXTURE, 'ome');
  const store = createZipStore(createFileStore(repoPath('test/fixtures/zarr')), 'v2.zip', 'ome');
  const keys: string[] = [];
  for await (const key of store.list!('0/')) keys.push(key);
  assert.ok(keys.length > 10);
  for (const key of keys) {
    const wanted = await other.get(key);
    assert.deepEqual(await store.get(key), wanted, key);
    assert.equal(await store.size!(key), wanted!.length);
    assert.deepEqual(await store.get(key, { range: { begin: 3, end: 9 } }), wanted!.slice(3, 9));
  }
  assert.equal(await store.get('none'), undefined);
  const [key = ''] = keys;
  await assert.rejects(store.get(key, { range: { begin: 0, end: 1e6 } }), { tag: 'corrupt' });
});

test('an array in an archive opens by its address, and the archive is never read whole', async () => {
  const bytes = readFileSync(repoPath(FIXTURE));
  let most = 0;
  const inner = createMemoryStore('files', [['v2.zip', new Uint8Array(bytes)]]);
  const openStore = (): Store => ({
    ...inner,
    async get(key, options) {
      const part = await inner.get(key, options);
      most = Math.max(most, part?.length ?? 0);
      return part;
    },
  });
  const source = await openSourceAt('https://host/v2.zip|zip:raw-u1/|zarr:', { openStore });
  const { data } = await source.volume!.readChunk(0, [0, 0, 0]);
  assert.deepEqual([...data.subarray(0, 3)], [0, 1, 2]);
  assert.ok(most < bytes.length);
  const at = (text: string) => openSourceAt(text, { openStore });
  await assert.rejects(at('https://host/gone.zip|zip:a/|zarr:'), { tag: 'missing', message: /gone\.zip/ });
  await assert.rejects(at('https://host/a|ocdbt:|zarr:'), /got ocdbt:, which is not supported/);
});

test('what is no archive, and a cut one, are errors', async () => {
  const bytes = new Uint8Array(readFileSync(repoPath(FIXTURE)));
  const read = (archive: Uint8Array) =>
    createZipStore(createMemoryStore('m', [['a.zip', archive]]), 'a.zip', '').get('raw-u1/.zarray');
  await assert.rejects(read(new TextEncoder().encode('<html>a page</html>')), { tag: 'corrupt' });
  await assert.rejects(read(bytes.slice(0, 50_000)), { tag: 'corrupt' });
});
