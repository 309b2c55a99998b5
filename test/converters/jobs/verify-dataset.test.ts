import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyDataset } from '../../../converters/jobs/index.ts';
import { gzip } from '../../../datasets/codecs/index.ts';
import { TransientError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryStore, type MemoryStore } from '../../../datasets/stores/index.ts';
import { changed, meshed, readJson, sharded, textOf } from './datasets.ts';

const SCALE = '4_4_40';
const FIRST = `${SCALE}/10-14_20-24_30-34`;
const BIG = 2n ** 60n + 1n;

async function verified(store: MemoryStore, allowMissing = false) {
  const report = await verifyDataset(store, { allowMissing });
  assert.equal(report.problemCount, report.problems.length);
  return { ...report, texts: report.problems.map(({ kind, text }) => `${kind} ${text}`) };
}

test('a whole dataset has no problems, and everything in it was read', async () => {
  const report = await verified(await meshed());
  assert.deepEqual(report.texts, []);
  assert.deepEqual([report.strays, report.notes], [[], []]);
  const [scale] = report.scales;
  const { bytes, ...counts } = scale!;
  assert.deepEqual(counts, {
    key: SCALE,
    encoding: 'compressed_segmentation',
    total: 8,
    chunks: 8,
    good: 8,
    missing: 0,
    bad: 0,
  });
  assert.ok(bytes > 0);
  const { triangles, ...meshes } = report.meshes!;
  assert.deepEqual(meshes, { folder: 'mesh', type: 'neuroglancer_legacy_mesh', manifests: 2, fragments: 2 });
  assert.ok(triangles! > 8);
});

test('missing, torn and swollen chunks are each told', async () => {
  const store = await meshed();
  const chunk = (await store.get(FIRST))!;
  const broken = await changed(store, {
    [FIRST]: chunk.subarray(0, chunk.length - 4),
    [`${SCALE}/14-16_20-24_30-34`]: undefined,
    [`${SCALE}/10-14_24-26_30-34`]: new Uint8Array(0),
  });
  const report = await verified(broken);
  assert.deepEqual(report.texts.map((text) => text.replace(/: .*/, '')).sort(), [
    `chunk ds/${SCALE}/10-14_20-24_30-34`,
    `chunk ds/${SCALE}/10-14_24-26_30-34`,
    `missing ds/${SCALE}/14-16_20-24_30-34`,
  ]);
  const { good, missing, bad } = report.scales[0]!;
  assert.deepEqual([good, missing, bad], [5, 1, 2]);
  assert.equal((await verified(broken, true)).problemCount, 2);
  assert.match(report.notes.join(), /labels are not all known/);
});

test('raw chunks of a wrong length, and gzip ones', async () => {
  const info = {
    type: 'image',
    data_type: 'uint16',
    num_channels: 1,
    scales: [{ key: 's', size: [3, 1, 1], resolution: [1, 1, 1], chunk_sizes: [[1, 1, 1]], encoding: 'raw' }],
  };
  const store = createMemoryStore('ds', [
    ['info', textOf(info)],
    ['s/0-1_0-1_0-1', Uint8Array.of(1)],
    ['s/1-2_0-1_0-1', Uint8Array.of(1, 2, 3)],
    ['s/2-3_0-1_0-1', await gzip(Uint8Array.of(1, 2))],
  ]);
  const { scales, texts } = await verified(store);
  assert.equal(scales[0]?.good, 1);
  assert.deepEqual(texts.map((text) => text.slice(0, 20)).sort(), [
    'chunk ds/s/0-1_0-1_0',
    'chunk ds/s/1-2_0-1_0',
  ]);
});

test('an encoding without a decoder is said to be not verified', async () => {
  const store = await meshed();
  const info = await readJson(store, 'info');
  const [scale] = info['scales'] as Record<string, unknown>[];
  const jxl = { ...info, type: 'image', mesh: undefined, scales: [{ ...scale, encoding: 'jxl' }] };
  const { problems, scales } = await verified(await changed(store, { info: textOf(jxl) }));
  assert.deepEqual([...new Set(problems.map(({ kind }) => kind))], ['not-verified']);
  assert.equal(scales[0]?.good, 0);
});

test('objects that nothing refers to are listed and are no problem', async () => {
  const bytes = new Uint8Array(1);
  const strays = [
    'notes.txt',
    `${SCALE}/10-14_20-24_30-35`,
    `${SCALE}/11-15_20-24_30-34`,
    `${SCALE}/10-14_20-24_30-34.gz`,
    'mesh/9',
    'mesh/7:0:0-64_0-64_0-64',
  ];
  const known = { 'provenance.json': textOf({}), provenance: textOf({}) };
  const added = Object.fromEntries(strays.map((key) => [key, bytes]));
  const report = await verified(await changed(await meshed(), { ...added, ...known }));
  assert.equal(report.problemCount, 0);
  assert.deepEqual([...report.strays].sort(), [...strays].sort());
});

test('chunks as cloud-volume names them in local folders are no strays', async () => {
  const store = await meshed();
  const packed = createMemoryStore();
  for await (const key of store.list('')) {
    await packed.put(key.startsWith(SCALE) ? `${key}.gz` : key, (await store.get(key))!);
  }
  assert.deepEqual((await verified(packed, true)).strays, []);
});

test('faults of meshes are each told', async () => {
  const store = await meshed();
  const seven = (await store.get('mesh/7'))!.slice();
  new DataView(seven.buffer).setUint32(seven.length - 4, 1_000_000, true);
  const report = await verified(
    await changed(store, {
      'mesh/7': seven,
      [`mesh/${BIG}`]: undefined,
      'mesh/12:0': textOf({ fragments: [] }),
      'mesh/13:0': new TextEncoder().encode('<html>'),
    }),
  );
  const found = report.texts.map((text) => text.replace(/, got .*/, '')).sort();
  assert.deepEqual(
    found.map((text) => text.replace(/indices below \d+/, 'indices')),
    [
      `mesh ds/mesh/${BIG}:0: expected the fragment "${BIG}"`,
      'mesh ds/mesh/12:0: expected a label of the volume',
      'mesh ds/mesh/13:0: expected JSON',
      'mesh ds/mesh/13:0: expected a label of the volume',
      'mesh ds/mesh/7: expected indices',
    ].sort(),
  );
  assert.deepEqual(report.meshes?.manifests, 4);
});

test('meshes of a store that cannot list are found by the labels', async () => {
  const { name, get } = await meshed();
  const report = await verifyDataset({ name, get });
  assert.equal(report.problemCount, 0);
  assert.equal(report.meshes?.manifests, 2);
  assert.match(report.notes.join(), /cannot list/);
});

test('shards: whole, with a chunk left out, and torn', async () => {
  const whole = await verified(await sharded());
  assert.deepEqual([whole.texts, whole.strays, whole.scales[0]?.good], [[], [], 8]);
  const gap = await verified(await sharded([xyz(1, 0, 1)]));
  assert.deepEqual(gap.texts, ['missing ds/s/2-4_0-2_2-4: expected a chunk, got nothing']);
  const store = await sharded();
  const shard = (await store.get('s/0.shard'))!;
  // The last minishard's index is at the end: its four chunks are lost with it.
  const torn = await verified(await changed(store, { 's/0.shard': shard.subarray(0, shard.length - 1) }));
  assert.deepEqual([torn.scales[0]?.good, torn.scales[0]?.bad], [4, 4]);
  const absent = await verified(await changed(store, { 's/0.shard': undefined }));
  assert.equal(absent.scales[0]?.missing, 8);
});

test('an info that cannot be used ends the run with its problems', async () => {
  const store = await meshed();
  const broken = await verified(await changed(store, { info: textOf({ type: 'image' }) }));
  assert.deepEqual([broken.problemCount, broken.scales], [3, []]);
  const html = await verified(await changed(store, { info: new TextEncoder().encode('<!doctype html>') }));
  assert.match(html.texts[0]!, /^info ds\/info: expected JSON/);
  await assert.rejects(verifyDataset(await changed(store, { info: undefined })), { tag: 'missing' });
});

test('segment properties are checked', async () => {
  const store = await meshed();
  const info = { ...(await readJson(store, 'info')), segment_properties: 'props' };
  const inline = (ids: unknown, properties: unknown) => ({
    '@type': 'neuroglancer_segment_properties',
    inline: { ids, properties },
  });
  const problems = async (json: unknown) =>
    (
      await verified(
        await changed(store, {
          info: textOf(info),
          'props/info': json === undefined ? undefined : textOf(json),
        }),
      )
    ).texts.length;
  assert.equal(await problems(inline(['7'], [{ id: 'label', type: 'label', values: ['a'] }])), 0);
  assert.equal(await problems(undefined), 1);
  assert.equal(await problems(inline([7, 7], [{ id: '', type: 'colour', values: ['a'] }])), 5);
  assert.equal(await problems({ inline: {} }), 2);
});

test('a network that fails, and Ctrl-C, are no problems of the data', async () => {
  const { name, get } = await meshed();
  const lame = {
    name,
    get: async (key: string) => {
      if (key === 'info') return get(key);
      throw new TransientError({ subject: key, expected: 'an answer', got: 'none' });
    },
  };
  await assert.rejects(verifyDataset(lame), { tag: 'transient' });
  await assert.rejects(verifyDataset(await meshed(), { signal: AbortSignal.abort() }), { tag: 'aborted' });
});

test('progress ends at the number of chunks', async () => {
  const seen: string[] = [];
  await verifyDataset(await meshed(), {
    onProgress: (done, total, unit) => seen.push(`${done}/${total} ${unit}`),
  });
  assert.deepEqual([seen[0], seen[7], seen.at(-1)], ['1/8 chunks', '8/8 chunks', '2/undefined meshes']);
});
