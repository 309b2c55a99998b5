import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFloodlightError, UsageError } from '../../../datasets/errors.ts';
import { boxSize, volumeOf, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { openPrecomputed, parseChunkName, writePrecomputed } from '../../../datasets/precomputed/index.ts';
import { createMemoryStore, type WritableStore } from '../../../datasets/stores/index.ts';
import { createSamples } from '../../../datasets/volume.ts';
import { assertSameSamples, collect, randomBlock } from '../support/blocks.ts';
import { decodeByNeuroglancer, type Labels } from '../support/neuroglancer.ts';

const BLOCK_SIZE = xyz(8, 8, 8);
const ORIGIN = xyz(-3, 10, 0);

test('Neuroglancer decodes the chunks to the voxels that were written', async () => {
  for (const dataType of ['uint32', 'uint64'] as const) {
    const block = randomBlock(dataType, xyz(37, 20, 19), 6);
    const store = createMemoryStore();
    const spec = {
      type: 'segmentation',
      encoding: 'compressed_segmentation',
      chunkSize: xyz(16, 16, 16),
    } as const;
    const volume = createMemoryVolume(block, { origin: ORIGIN, voxelSizeNm: xyz(8, 8, 8) });
    await writePrecomputed(store, spec, volume);
    let voxels = 0;
    for (const key of await collect(store.list('8_8_8/'))) {
      const box = parseChunkName(key.slice('8_8_8/'.length));
      const bytes = await store.get(key);
      assert.ok(box && bytes, key);
      const size = boxSize(box);
      const labels = createSamples(dataType, volumeOf(size)) as Labels;
      decodeByNeuroglancer(bytes, labels, size, 1, BLOCK_SIZE);
      assertSameSamples(labels, (await volume.read(box)).data);
      voxels += volumeOf(size);
    }
    assert.equal(voxels, volumeOf(block.size));
  }
});

test("raw images of several channels come back, and the files have the format's names", async () => {
  const block = randomBlock('uint8', xyz(70, 10, 3), 200, 3);
  const store = createMemoryStore();
  const volume = createMemoryVolume(block, { voxelSizeNm: xyz(4, 4, 40) });
  await writePrecomputed(store, { type: 'image', encoding: 'raw' }, volume);
  assert.deepEqual((await collect(store.list(''))).sort(), [
    '4_4_40/0-64_0-10_0-3',
    '4_4_40/64-70_0-10_0-3',
    'info',
  ]);
  const open = await openPrecomputed(store);
  assert.equal(open.info.numChannels, 3);
  assertSameSamples((await open.volume(0).read(volume.bounds)).data, block.data);
});

test('the info says what was written, and comes last', async () => {
  const order: string[] = [];
  const store: WritableStore = {
    name: 'log',
    get: async () => undefined,
    put: async (key) => {
      order.push(key);
    },
  };
  const progress: [number, number][] = [];
  const volume = createMemoryVolume(randomBlock('uint32', xyz(20, 20, 20), 3), { origin: ORIGIN });
  const spec = {
    type: 'segmentation',
    encoding: 'compressed_segmentation',
    key: 'full',
    mesh: 'mesh',
  } as const;
  const sizes = { chunkSize: xyz(16, 16, 16), voxelSizeNm: xyz(8, 8, 33) };
  const onProgress = (done: number, all: number) => progress.push([done, all]);
  const info = await writePrecomputed(store, { ...spec, ...sizes }, volume, { onProgress });
  assert.equal(order.length, 9);
  assert.equal(order[8], 'info');
  assert.deepEqual(progress, [
    [2, 8],
    [4, 8],
    [6, 8],
    [8, 8],
  ]);
  assert.equal(info.mesh, 'mesh');
  assert.deepEqual([...info.scales[0].voxelOffset], [...ORIGIN]);
  assert.deepEqual([...info.scales[0].resolutionNm], [8, 8, 33]);
});

test('reads one row of chunks at a time', async () => {
  const inner = createMemoryVolume(randomBlock('uint8', xyz(64, 40, 40), 3), { voxelSizeNm: xyz(1, 1, 1) });
  let most = 0;
  const volume: typeof inner = {
    ...inner,
    read: (box) => {
      most = Math.max(most, volumeOf(boxSize(box)));
      return inner.read(box);
    },
  };
  await writePrecomputed(
    createMemoryStore(),
    { type: 'image', encoding: 'raw', chunkSize: xyz(16, 16, 16) },
    volume,
  );
  assert.equal(most, 64 * 16 * 16);
});

test('refuses what readers could not open', async () => {
  const write = (dataType: 'uint8' | 'uint32', spec: object, options: object) => {
    const volume = createMemoryVolume(randomBlock(dataType, xyz(4, 4, 4), 3), options);
    return writePrecomputed(
      createMemoryStore('out'),
      { type: 'segmentation', encoding: 'compressed_segmentation', ...spec },
      volume,
    );
  };
  const voxelSizeNm = xyz(8, 8, 8);
  await assert.rejects(write('uint32', {}, {}), UsageError);
  await assert.rejects(write('uint8', {}, { voxelSizeNm }), (error) =>
    isFloodlightError(error, 'unsupported'),
  );
  await assert.rejects(write('uint32', { chunkSize: xyz(0, 8, 8) }, { voxelSizeNm }), /positive sizes/);
  const origin = xyz(2 ** 24 - 2, 0, 0);
  await assert.rejects(write('uint32', {}, { voxelSizeNm, origin }), (error) =>
    isFloodlightError(error, 'too-large'),
  );
});
