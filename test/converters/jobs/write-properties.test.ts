import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { parsePropertyTable } from '../../../converters/inputs/index.ts';
import {
  meshDataset,
  skeletonizeDataset,
  verifyDataset,
  writeProperties,
} from '../../../converters/jobs/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { writePrecomputed } from '../../../datasets/precomputed/index.ts';
import { createFileStore } from '../../../datasets/stores/index.node.ts';
import { createMemoryStore } from '../../../datasets/stores/index.ts';
import { labels, readJson } from './datasets.ts';

const SPEC = { type: 'segmentation', encoding: 'compressed_segmentation', chunkSize: xyz(4, 4, 4) } as const;
const BIG = 2n ** 60n + 1n;

async function dataset() {
  const store = createMemoryStore('ds');
  await writePrecomputed(store, SPEC, labels());
  return store;
}

interface Inline {
  readonly ids: string[];
  readonly properties: { readonly id: string; readonly values: unknown[] }[];
}

const inlineOf = async (store: Awaited<ReturnType<typeof dataset>>): Promise<Inline> =>
  (await readJson(store, 'segment_properties/info'))['inline'] as Inline;

const byId = ({ properties }: Inline) => Object.fromEntries(properties.map(({ id, values }) => [id, values]));

test('statistics by hand, whatever the blocks; named in the info; verify finds no fault', async () => {
  // A box of 2 x 3 x 2 voxels of 4 x 4 x 40 nm from (11, 21, 31), and one voxel at (15, 25, 35).
  for (const blockVoxels of [1, 2 ** 23]) {
    const store = await dataset();
    const { segments, properties } = await writeProperties(store, { blockVoxels });
    assert.equal(segments, 2);
    assert.deepEqual(await inlineOf(store).then(({ ids }) => ids), ['7', `${BIG}`]);
    assert.deepEqual(byId(await inlineOf(store)), {
      voxels: [12, 1],
      volume_nm3: [12 * 640, 640],
      area_nm2: [2 * 6 * 160 + 2 * 4 * 160 + 2 * 6 * 16, 160 + 160 + 160 + 160 + 16 + 16],
      x_begin: [11, 15],
      x_end: [13, 16],
      y_begin: [21, 25],
      y_end: [24, 26],
      z_begin: [31, 35],
      z_end: [33, 36],
    });
    assert.equal(properties.length, 9);
    assert.equal((await readJson(store, 'info'))['segment_properties'], 'segment_properties');
    const report = await verifyDataset(store);
    assert.deepEqual(report.problems, []);
    assert.equal(report.segmentProperties, 2);
  }
});

test('a table beside the statistics: its columns first; rows of no label are told; missing numbers are decided', async () => {
  const store = await dataset();
  const table = parsePropertyTable(
    `id,cell:label,kind:tags,size:number\n${BIG},big,#axon soma;axon,1.5\n99,gone,,3\n`,
    'cells.csv',
  );
  await assert.rejects(
    writeProperties(store, { table, tableName: 'cells.csv' }),
    /cells\.csv: size of 7: expected a number, got no row\. Give --missing-number/,
  );
  assert.equal(await store.get('segment_properties/info'), undefined, 'a refusal writes nothing');
  const { unknownRows } = await writeProperties(store, { table, missingNumber: -1 });
  assert.equal(unknownRows, 1);
  const inline = await inlineOf(store);
  const [cell, kind, size] = inline.properties;
  assert.deepEqual(cell, { id: 'cell', type: 'label', values: ['', 'big'] });
  assert.deepEqual(kind, { id: 'kind', type: 'tags', tags: ['axon', 'soma'], values: [[], [0, 1]] });
  assert.deepEqual(size, { id: 'size', type: 'number', data_type: 'float32', values: [-1, 1.5] });
  assert.deepEqual((await verifyDataset(store)).problems, []);
});

test('missing chunks are counted and refused, and nothing is written; or they are background', async () => {
  const store = await dataset();
  // The box of 7 and the single voxel lie in the first and the last chunk of eight.
  await store.delete('4_4_40/10-14_20-24_30-34');
  const refusal = {
    tag: 'missing',
    message: /4_4_40: expected all chunks, got 1 of 8 chunks missing\. .*--fill-missing/,
  };
  await assert.rejects(writeProperties(store), refusal);
  assert.equal(await store.get('segment_properties/info'), undefined);
  const { segments, missingChunks } = await writeProperties(store, { fillMissing: true });
  assert.deepEqual([segments, missingChunks], [1, 1]);
  assert.deepEqual((await inlineOf(store)).ids, [`${BIG}`]);
});

test('a gzipped info is named in, too: meshes, skeletons and properties', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-gzipped-'));
  t.after(() => rm(folder, { recursive: true }));
  const store = createFileStore(folder);
  await writePrecomputed(store, SPEC, labels());
  const info = { ...(await readJson(store, 'info')), note: 'of another program' };
  await writeFile(join(folder, 'info'), gzipSync(JSON.stringify(info)));
  await writeProperties(store);
  await writeFile(join(folder, 'info'), gzipSync(JSON.stringify(await readJson(store, 'info'))));
  await meshDataset(folder, { format: 'legacy', parallel: 1 });
  await writeFile(join(folder, 'info'), gzipSync(JSON.stringify(await readJson(store, 'info'))));
  await skeletonizeDataset(folder, { minVoxels: 1, parallel: 1 });
  const folders = { segment_properties: 'segment_properties', mesh: 'mesh', skeletons: 'skeletons' };
  assert.deepEqual(await readJson(store, 'info'), { ...info, ...folders });
  assert.deepEqual((await verifyDataset(store)).problems, []);
});

test('the table alone: its segments, in ascending order', async () => {
  const store = await dataset();
  const table = parsePropertyTable(`id,n:number\n${2n ** 64n - 1n},-2\n9,4\n10,5\n`, 't');
  await writeProperties(store, { table, statistics: false });
  const { ids, properties } = await inlineOf(store);
  assert.deepEqual(ids, ['9', '10', '18446744073709551615']);
  assert.deepEqual(properties, [{ id: 'n', type: 'number', data_type: 'int32', values: [4, 5, -2] }]);
  await assert.rejects(writeProperties(store, { statistics: false }), /expected statistics or a table/);
});

test('lengths of skeletons; an image is refused', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-rod-'));
  t.after(() => rm(folder, { recursive: true }));
  const block = {
    dataType: 'uint64',
    size: xyz(40, 5, 5),
    numChannels: 1,
    data: new BigUint64Array(1000),
  } as const;
  for (let x = 2; x < 38; x++) block.data[x + 40 * (2 + 5 * 2)] = 5n;
  block.data[0] = 6n;
  const store = createFileStore(folder);
  await writePrecomputed(store, SPEC, createMemoryVolume(block, { voxelSizeNm: xyz(10, 10, 10) }));
  await skeletonizeDataset(folder, { minVoxels: 10 });
  await writeProperties(store);
  const [length, none] = byId(await inlineOf(store))['skeleton_nm'] as number[];
  // 36 voxels in a row, from the first one's centre to the last one's, or face to face.
  assert.ok(length !== undefined && length >= 349 && length <= 361, `${length}`);
  assert.equal(none, 0);
  const image = createMemoryStore('image');
  await writePrecomputed(
    image,
    { type: 'image', encoding: 'raw' },
    createMemoryVolume(block, { voxelSizeNm: xyz(1, 1, 1) }),
  );
  await assert.rejects(writeProperties(image), /expected a segmentation, got an image/);
});
