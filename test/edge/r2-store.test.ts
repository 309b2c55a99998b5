import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { Miniflare } from 'miniflare';
import { assetsObjectStore } from '../../edge/assets-store.ts';
import { ChangedError, handle, type ObjectStore, type RangeSpec, resolveSpec } from '../../edge/index.ts';
import { r2ObjectStore } from '../../edge/r2-store.ts';
import { TEN } from './conformance/objects.ts';

const miniflare = new Miniflare({ modules: true, script: 'export default {}', r2Buckets: ['DATA'] });
after(() => miniflare.dispose());

type Bucket = Parameters<typeof r2ObjectStore>[0];

async function bucketStore(): Promise<ObjectStore> {
  const bucket = await miniflare.getR2Bucket('DATA');
  await bucket.put('ten', TEN);
  await bucket.put('empty', new Uint8Array(0));
  return r2ObjectStore(bucket as unknown as Bucket);
}

async function bytesOf(store: ObjectStore, key: string, range?: RangeSpec): Promise<string | undefined> {
  const opened = await store.open(key, { range });
  assert.ok(opened);
  assert.deepEqual(opened.range, resolveSpec(range, opened.head.sizeBytes));
  if (opened.range.kind === 'unsatisfiable') return undefined;
  return new Response(await opened.body()).text();
}

test('every range of ten bytes and of none', async () => {
  const store = await bucketStore();
  assert.equal(await bytesOf(store, 'ten'), '0123456789');
  for (let first = 0; first < 12; first++) {
    assert.equal(await bytesOf(store, 'ten', { first }), '0123456789'.slice(first) || undefined);
    assert.equal(
      await bytesOf(store, 'ten', { suffix: first }),
      first ? '0123456789'.slice(-first) : undefined,
    );
    for (let last = first; last < 12; last += 5) {
      assert.equal(
        await bytesOf(store, 'ten', { first, last }),
        '0123456789'.slice(first, last + 1) || undefined,
      );
    }
  }
  assert.equal(await bytesOf(store, 'ten', { first: 0, last: Number.MAX_SAFE_INTEGER }), '0123456789');
  assert.equal(await bytesOf(store, 'empty'), '');
  for (const range of [{ first: 0 }, { suffix: 3 }, { first: 0, last: 0 }])
    assert.equal(await bytesOf(store, 'empty', range), undefined);
});

test('absent objects, and versions that are no longer there', async () => {
  const store = await bucketStore();
  assert.equal(await store.open('none'), undefined);
  assert.equal(await store.open('none', { range: { first: 0 } }), undefined);
  assert.equal(await store.head('none'), undefined);
  const { etag } = (await store.head('ten'))!;
  assert.ok(await store.open('ten', { etag }));
  await assert.rejects(store.open('ten', { etag: '"old"' }), ChangedError);
});

test('a binding that sends other bytes than those asked for is not believed', async () => {
  const bucket = await miniflare.getR2Bucket('DATA');
  await bucket.put('ten', TEN);
  const lies: readonly object[] = [{ offset: 0, length: 4 }, { offset: 3, length: 3 }, { suffix: 2 }, {}];
  for (const range of lies) {
    let isClosed = false;
    const body = new ReadableStream({
      cancel() {
        isClosed = true;
      },
    });
    const { size, httpEtag, uploaded, httpMetadata } = (await bucket.head('ten'))!;
    const object = { size, httpEtag, uploaded, httpMetadata, range, body };
    const lying = { head: bucket.head.bind(bucket), get: async () => object } as unknown as Bucket;
    const request = new Request('http://edge.test/data/ten', { headers: { Range: 'bytes=3-6' } });
    const response = await handle(request, { data: r2ObjectStore(lying) });
    assert.equal(response.status, 503, JSON.stringify(range));
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.ok(isClosed, 'what it sent is let go');
  }
});

test('static assets are objects', async () => {
  const asked: string[] = [];
  const store = assetsObjectStore({
    async fetch({ url }) {
      asked.push(url);
      if (url.endsWith('/a%20b.js')) return new Response(TEN, { headers: { ETag: 'W/"t"' } });
      return new Response(null, { status: url.endsWith('/broken') ? 500 : 404 });
    },
  });
  assert.deepEqual(await store.head('a b.js'), { sizeBytes: 10, etag: '"t"' });
  assert.equal(await bytesOf(store, 'a b.js', { first: 8 }), '89');
  assert.equal(await store.open('none'), undefined);
  await assert.rejects(store.head('broken'), /status 500/);
  assert.equal(asked.length, 4);
});
