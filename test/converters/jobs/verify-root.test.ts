/** Folders of meshes, skeletons and properties that are named themselves, and not by a volume. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectDataset, inspectRoot, verifyDataset } from '../../../converters/jobs/index.ts';
import { registerNodeCodecs } from '../../../datasets/codecs/index.node.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { workedManifest } from '../../datasets/precomputed/worked-manifest.ts';
import { changed, meshed, readJson, textOf } from './datasets.ts';
import { dracoFragments } from './draco-fragments.ts';

const TRANSFORM = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

async function legacyFolder() {
  const store = await meshed();
  const entries: [string, Uint8Array][] = [];
  for await (const key of store.list('mesh/')) entries.push([key.slice(5), (await store.get(key))!]);
  return createMemoryStore('host/a/mesh', entries);
}

test('legacy meshes: counted, and their faults named as they lie', async () => {
  const store = await legacyFolder();
  const report = await verifyDataset(store);
  assert.deepEqual(
    [report.problems, report.strays, report.meshes?.manifests, report.scales],
    [[], [], 2, []],
  );
  assert.ok(report.meshes!.triangles! > 8);
  const fragment = (await store.get('7'))!;
  const broken = await changed(store, { '7': fragment.subarray(0, 50), 'x.txt': new Uint8Array(1) });
  const { problems, strays } = await verifyDataset(broken);
  assert.equal(problems.length, 1);
  assert.match(problems[0]!.text, /^host\/a\/mesh\/7: expected 4 \+ 12 \* /);
  assert.deepEqual(strays, ['mesh/x.txt']);
  const { name, get } = store;
  assert.match(
    (await verifyDataset({ name, get })).problems[0]!.text,
    /cannot list, and labels are not known/,
  );
});

test('multi-resolution meshes, skeletons, properties, and what is not verified', async () => {
  registerNodeCodecs();
  const data = (await dracoFragments()).fragments();
  const info = {
    ...{ '@type': 'neuroglancer_multilod_draco', vertex_quantization_bits: 16 },
    ...{ lod_scale_multiplier: 1, transform: TRANSFORM },
  };
  const multires = createMemoryStore('m', [
    ['info', textOf(info)],
    ['5.index', workedManifest()],
    ['5', data],
  ]);
  const report = await verifyDataset(multires);
  assert.deepEqual([report.problems, report.meshes?.fragments], [[], 4]);
  const attributes = [{ id: 'radius', data_type: 'float32', num_components: 1 }];
  const skeletons = {
    '@type': 'neuroglancer_skeletons',
    transform: TRANSFORM,
    vertex_attributes: attributes,
  };
  const lines = await verifyDataset(
    createMemoryStore('s', [
      ['info', textOf(skeletons)],
      ['9', new Uint8Array(8)],
    ]),
  );
  assert.deepEqual([lines.problems, lines.skeletons?.skeletons], [[], 1]);
  const inline = { ids: ['3', '5'], properties: [{ id: 'name', type: 'label', values: ['a', 'b'] }] };
  const properties = { '@type': 'neuroglancer_segment_properties', inline };
  assert.equal(
    (await verifyDataset(createMemoryStore('p', [['info', textOf(properties)]]))).segmentProperties,
    2,
  );
  const other = createMemoryStore('o', [['info', textOf({ '@type': 'neuroglancer_annotations_v1' })]]);
  assert.match(
    (await verifyDataset(other)).problems[0]!.text,
    /^o: neuroglancer_annotations_v1 is not verified/,
  );

  const described = async (json: object) =>
    (await inspectRoot(createMemoryStore('x', [['info', textOf(json)]])))?.details;
  const sharding = {
    '@type': 'neuroglancer_uint64_sharded_v1',
    hash: 'identity',
    shard_bits: 4,
    minishard_bits: 6,
  };
  assert.equal(
    await described({ ...info, sharding }),
    '16 bits a coordinate; 2^4 shards of 2^6 minishards, identity',
  );
  assert.equal(await described(skeletons), 'attributes radius (float32)');
  assert.equal(await described(properties), '2 segments; properties name (label)');
});

test('a volume is no such folder; its own are described with it', async () => {
  const store = await meshed();
  assert.equal(await inspectRoot(store), undefined);
  const skeletons = { '@type': 'neuroglancer_skeletons', vertex_attributes: [] };
  const info = textOf({ ...(await readJson(store, 'info')), skeletons: 'sk' });
  const report = await inspectDataset(await changed(store, { info, 'sk/info': textOf(skeletons) }));
  assert.deepEqual(report.skeletons, {
    folder: 'sk',
    type: 'neuroglancer_skeletons',
    details: 'attributes none',
    objects: 1,
  });
});
