/** Multi-resolution meshes and skeletons, from the worked bytes of formats.md, whole and damaged in each way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verifyDataset } from '../../../converters/jobs/index.ts';
import { registerNodeCodecs } from '../../../datasets/codecs/index.node.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import type { MemoryStore } from '../../../datasets/stores/index.ts';
import { workedManifest } from '../../datasets/precomputed/worked-manifest.ts';
import { changed, meshed, readJson, sharded, textOf } from './datasets.ts';
import { dracoFragments } from './draco-fragments.ts';

registerNodeCodecs();
const { fragments, outside } = await dracoFragments();

const TRANSFORM = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];
const MULTIRES = {
  '@type': 'neuroglancer_multilod_draco',
  vertex_quantization_bits: 10,
  lod_scale_multiplier: 1,
  transform: TRANSFORM,
};
const SKELETONS = {
  '@type': 'neuroglancer_skeletons',
  transform: TRANSFORM,
  vertex_attributes: [{ id: 'radius', data_type: 'float32', num_components: 1 }],
};
const SHARDING = {
  ...{ '@type': 'neuroglancer_uint64_sharded_v1', hash: 'identity' },
  ...{ preshift_bits: 0, minishard_bits: 0, shard_bits: 0 },
};

/** One shard with one minishard: what comes before the object, the object, and its index. */
function shardOf(key: bigint, before: Uint8Array, object: Uint8Array): Uint8Array {
  const end = before.length + object.length;
  const words = (...values: (bigint | number)[]) =>
    new Uint8Array(BigUint64Array.from(values.map(BigInt)).buffer);
  const index = words(key, before.length, object.length);
  return Uint8Array.from([...words(end, end + 24), ...before, ...object, ...index]);
}

function skeleton(): Uint8Array {
  const bytes = new Uint8Array(48);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 2, true);
  view.setUint32(4, 1, true);
  view.setUint32(36, 1, true);
  return bytes;
}

/** Labels 7 and 2^60 + 1 with other folders than the legacy meshes. */
async function dataset(folders: object, objects: Readonly<Record<string, Uint8Array>>): Promise<MemoryStore> {
  const store = await meshed();
  const none: Record<string, undefined> = {};
  for await (const key of store.list('mesh/')) none[key] = undefined;
  const { mesh: _, ...info } = await readJson(store, 'info');
  return changed(await changed(store, none), { info: textOf({ ...info, ...folders }), ...objects });
}

async function texts(store: MemoryStore): Promise<string[]> {
  return (await verifyDataset(store)).problems.map(({ kind, text }) => `${kind} ${text}`);
}

const multires = (objects: Readonly<Record<string, Uint8Array>> = {}, info: object = {}) =>
  dataset(
    { mesh: 'm' },
    {
      'm/info': textOf({ ...MULTIRES, ...info }),
      'm/7.index': workedManifest(),
      'm/7': fragments(),
      ...objects,
    },
  );

function edited(changes: Readonly<Record<number, number>>): Uint8Array {
  const bytes = workedManifest();
  const view = new DataView(bytes.buffer);
  for (const [offset, value] of Object.entries(changes)) view.setUint32(Number(offset), value, true);
  return bytes;
}

test('multi-resolution meshes: whole', async () => {
  const report = await verifyDataset(await multires());
  assert.deepEqual(report.problems, []);
  const { folder, type, manifests, fragments } = report.meshes!;
  assert.deepEqual([folder, type, manifests, fragments], ['m', 'neuroglancer_multilod_draco', 1, 4]);
  assert.equal(report.meshes?.triangles, 3);
});

const FAULTS: [name: string, make: () => Promise<MemoryStore>, message: RegExp][] = [
  [
    'no transform',
    () => multires({}, { transform: undefined }),
    /^mesh ds\/m\/info: transform: .*cloud-volume needs it$/,
  ],
  [
    'bits',
    () => multires({}, { vertex_quantization_bits: 12 }),
    /m\/info: vertex_quantization_bits: expected 10 or 16/,
  ],
  [
    'manifest cut',
    () => multires({ 'm/7.index': workedManifest().subarray(0, 131) }),
    /m\/7\.index: offset \d+: expected/,
  ],
  [
    'data cut',
    () => multires({ 'm/7': fragments().subarray(0, 329) }),
    /ds\/m?\/?.*7: expected bytes \[0,330\), got only 329/,
  ],
  [
    'data longer',
    () => multires({ 'm/7': new Uint8Array([...fragments(), 0]) }),
    /m\/7: expected 330 bytes, as its manifest says/,
  ],
  [
    'data absent',
    () => changedWithout(multires(), 'm/7'),
    /m\/7: level 0, fragment 0 at offset 0: expected a Draco mesh, got no such/,
  ],
  [
    'sizes shifted',
    () => multires({ 'm/7.index': edited({ 104: 99, 108: 81 }) }),
    /level 0, fragment 1 at offset 99: expected a Draco mesh, got other bytes/,
  ],
  [
    'a fragment beyond its cell',
    () => multires({ 'm/7': outside() }),
    /level 0, fragment 1 at offset 100: expected positions from 0 to 1023, got 1024/,
  ],
  [
    'unsorted',
    () => multires({ 'm/7.index': edited({ 72: 0, 84: 1, 76: 1, 88: 0 }) }),
    /level 0: expected cells in Z-order, each once, got 0,1,0 before 1,0,0/,
  ],
  [
    'repeated',
    () => multires({ 'm/7.index': edited({ 72: 0 }) }),
    /level 0: expected cells in Z-order, each once, got 0,0,0 before 0,0,0/,
  ],
  [
    'no parent',
    () => multires({ 'm/7.index': edited({ 100: 5 }) }),
    /level 0: expected a cell of level 1 above the cell 0,1,5, got none/,
  ],
  [
    'scales fall',
    () => multires({ 'm/7.index': edited({ 32: 0x3f000000 }) }),
    /level 1: expected a scale of at least 1, got 0\.5/,
  ],
  [
    'no label',
    () => multires({ 'm/8.index': workedManifest(), 'm/8': fragments() }),
    /m\/8\.index: expected a label of the volume, got 8/,
  ],
  [
    'background',
    () => multires({ 'm/0.index': workedManifest(), 'm/0': fragments() }),
    /m\/0\.index: expected a segment, got 0/,
  ],
];

async function changedWithout(store: Promise<MemoryStore>, key: string): Promise<MemoryStore> {
  return changed(await store, { [key]: undefined });
}

for (const [name, make, message] of FAULTS) {
  test(`multi-resolution meshes: ${name}`, async () => {
    const found = await texts(await make());
    assert.equal(found.length, 1, found.join('\n') || 'nothing was told');
    assert.match(found[0]!, message);
  });
}

test('sharded multi-resolution meshes: fragments lie before their manifest', async () => {
  const make = (shard: Uint8Array) =>
    dataset({ mesh: 'm' }, { 'm/info': textOf({ ...MULTIRES, sharding: SHARDING }), 'm/0.shard': shard });
  const report = await verifyDataset(await make(shardOf(7n, fragments(), workedManifest())));
  assert.deepEqual(report.problems, []);
  assert.deepEqual(
    [report.meshes?.manifests, report.meshes?.fragments, report.meshes?.orphanBytes],
    [1, 4, 0],
  );
  const short = await texts(await make(shardOf(7n, fragments().subarray(20), workedManifest())));
  assert.ok(
    short.some((text) => /expected a Draco mesh|expected 330 bytes of fragments/.test(text)),
    short.join('\n'),
  );
  const padded = new Uint8Array([...new Uint8Array(50), ...fragments()]);
  const loose = await verifyDataset(await make(shardOf(7n, padded, workedManifest())));
  assert.deepEqual([loose.problems, loose.meshes?.orphanBytes], [[], 50]);
});

test('skeletons: whole, cut, with edges to nowhere, of no label, in shards', async () => {
  const make = (objects: Readonly<Record<string, Uint8Array>>, info: object = {}) =>
    dataset({ skeletons: 'sk' }, { 'sk/info': textOf({ ...SKELETONS, ...info }), ...objects });
  const report = await verifyDataset(await make({ 'sk/7': skeleton() }));
  assert.deepEqual(report.problems, []);
  assert.deepEqual(report.skeletons, { folder: 'sk', skeletons: 1, vertices: 2, edges: 1, orphanBytes: 0 });
  const edge = skeleton();
  edge[36] = 9;
  const cases: [Readonly<Record<string, Uint8Array>>, object, RegExp][] = [
    [{ 'sk/7': skeleton().subarray(0, 47) }, {}, /^skeleton ds\/sk\/7: expected 48 bytes .*, got 47 bytes/],
    [{ 'sk/7': edge }, {}, /sk\/7: edges: expected vertices below 2, got 9/],
    [{ 'sk/8': skeleton() }, {}, /sk\/8: expected a label of the volume, got 8/],
    [{}, { transform: undefined }, /sk\/info: transform/],
    [{}, { vertex_attributes: [{}] }, /sk\/info: vertex_attributes\[0\]: id/],
    [
      { 'sk/info': new TextEncoder().encode('{"@type":1,"@type":2}') },
      {},
      /sk\/info: @type: expected the key once/,
    ],
  ];
  for (const [objects, info, message] of cases) {
    const found = await texts(await make(objects, info));
    assert.equal(found.length, 1, found.join('\n'));
    assert.match(found[0]!, message);
  }
  const shard = shardOf(7n, new Uint8Array(3), skeleton());
  const packed = await verifyDataset(await make({ 'sk/0.shard': shard }, { sharding: SHARDING }));
  assert.deepEqual(packed.problems, []);
  assert.deepEqual(packed.skeletons, { folder: 'sk', skeletons: 1, vertices: 2, edges: 1, orphanBytes: 3 });
  assert.match(
    (await texts(await dataset({ skeletons: 'sk' }, {})))[0]!,
    /expected an info of skeletons, got no such/,
  );
});

test('a sharded scale: keys outside the grid, and what nothing refers to', async () => {
  const store = await sharded([xyz(1, 1, 1)]);
  const shard = (await store.get('s/0.shard'))!.slice();
  assert.deepEqual((await verifyDataset(store, { allowMissing: true })).problems, []);
  const info = await readJson(store, 'info');
  const [scale] = info['scales'] as Record<string, unknown>[];
  const smaller = { ...info, scales: [{ ...scale, size: [4, 4, 2] }] };
  const found = await texts(await changed(store, { info: textOf(smaller) }));
  assert.ok(found.filter((text) => /^shard .*expected a cell of the grid 2 x 2 x 1/.test(text)).length >= 3);
  const longer = await changed(store, { 's/0.shard': new Uint8Array([...shard, 1, 2, 3]) });
  assert.equal((await verifyDataset(longer, { allowMissing: true })).scales[0]?.orphanBytes, 3);
});

test('a sample looks at so many chunks, says so, and compares no labels', async () => {
  const store = await meshed();
  const report = await verifyDataset(store, { sample: 3 });
  assert.deepEqual([report.scales[0]?.chunks, report.scales[0]?.total, report.problemCount], [3, 8, 0]);
  assert.match(report.notes.join(), /a sample: at most 3 chunks/);
  assert.equal((await verifyDataset(store, { sample: 1 })).meshes?.manifests, 1);
  const all = await verifyDataset(store, { sample: 100 });
  assert.equal(all.scales[0]?.chunks, 8);
});
