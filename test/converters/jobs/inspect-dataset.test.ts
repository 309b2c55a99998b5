import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspectDataset } from '../../../converters/jobs/index.ts';
import { changed, meshed, readJson, sharded, textOf } from './datasets.ts';

test('a dataset is described without its chunks being read', async () => {
  const store = await meshed();
  const info = { ...(await readJson(store, 'info')), theirs: 1 };
  const provenance = { entries: [] };
  const described = await changed(store, {
    info: textOf(info),
    'provenance.json': textOf(provenance),
    '4_4_40/10-14_20-24_30-34': undefined,
    'stray.txt': new Uint8Array(1),
  });
  const read: string[] = [];
  const report = await inspectDataset({
    ...described,
    get: (key, options) => {
      read.push(key);
      return described.get(key, options);
    },
  });
  assert.deepEqual(report, {
    name: 'ds',
    format: 'precomputed',
    type: 'segmentation',
    dataType: 'uint64',
    channels: 1,
    scales: [
      {
        key: '4_4_40',
        size: [6, 6, 6],
        resolutionNm: [4, 4, 40],
        voxelOffset: [10, 20, 30],
        chunkSize: [4, 4, 4],
        encoding: 'compressed_segmentation',
        chunks: 8,
        objects: 7,
      },
    ],
    mesh: { folder: 'mesh', type: 'neuroglancer_legacy_mesh', objects: 6 },
    skeletons: undefined,
    segmentProperties: undefined,
    provenance,
    otherKeys: ['theirs'],
  });
  assert.deepEqual(read.sort(), ['info', 'mesh/info', 'provenance.json']);
});

test('a store that cannot list leaves counts out; shards are described', async () => {
  const { name, get } = await sharded();
  const [scale] = (await inspectDataset({ name, get })).scales;
  assert.equal(scale?.objects, undefined);
  assert.equal(scale?.sharding, '2^0 shards of 2^1 minishards, identity');
  assert.equal((await inspectDataset(await sharded())).scales[0]?.objects, 1);
});
