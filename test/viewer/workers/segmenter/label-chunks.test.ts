import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, xyz } from '../../../../datasets/geometry/index.ts';
import { createBlock } from '../../../../datasets/memory-volume.ts';
import { createMemoryStore } from '../../../../datasets/stores/index.ts';
import { createLabelChunks } from '../../../../viewer/workers/segmenter/label-chunks.ts';

const bounds = boxOf(xyz(-10, 0, 5), xyz(150, 70, 64));
/** 6 voxels along x, over the border of two chunks at x = 54. */
const begin = xyz(51, 3, 7);
const mask = (values: readonly number[]) => {
  const block = createBlock('uint8', xyz(values.length, 1, 1));
  block.data.set(values as never);
  return block;
};
const row = async (labels: ReturnType<typeof createLabelChunks>) => [
  ...(await labels.read(boxOf(begin, xyz(6, 1, 1)))).data,
];

test('a label takes what is free, gives back what the mask takes away, and leaves others alone', async () => {
  const labels = createLabelChunks(createMemoryStore(), bounds);
  const first = await labels.paint(7, begin, mask([1, 1, 1, 1, 1, 0]));
  assert.deepEqual(first, {
    chunks: [
      [0, 0, 0],
      [1, 0, 0],
    ],
    gained: 5,
  });
  assert.deepEqual(await labels.paint(8, begin, mask([1, 1, 1, 1, 1, 1])), {
    chunks: [[1, 0, 0]],
    gained: 1,
  });
  assert.deepEqual(await row(labels), [7, 7, 7, 7, 7, 8]);
  assert.deepEqual(await labels.paint(7, begin, mask([1, 0, 1, 1, 1, 1])), {
    chunks: [[0, 0, 0]],
    gained: -1,
  });
  assert.deepEqual(await row(labels), [7, 0, 7, 7, 7, 8]);
  assert.deepEqual(await labels.erase(7, boxOf(begin, xyz(3, 1, 1))), [[0, 0, 0]]);
  assert.deepEqual(await row(labels), [0, 0, 0, 7, 7, 8]);
});

test('what was saved is there again; the last chunk of an axis is as short as the volume', async () => {
  const store = createMemoryStore();
  const labels = createLabelChunks(store, bounds);
  await labels.paint(5, begin, mask([1, 1, 1, 1, 1, 1]));
  await labels.save();
  await labels.paint(6, xyz(51, 4, 7), mask([1]));
  const again = createLabelChunks(store, bounds);
  assert.deepEqual(await row(again), [5, 5, 5, 5, 5, 5]);
  assert.deepEqual([...(await again.read(boxOf(xyz(51, 4, 7), xyz(1, 1, 1)))).data], [0], 'was not saved');
  assert.deepEqual((await again.chunk(xyz(2, 1, 0))).size, [22, 6, 64]);
  assert.deepEqual(again.indices(boxOf(begin, xyz(6, 1, 1))), [
    [0, 0, 0],
    [1, 0, 0],
  ]);
});

test('a chunk that is no whole one is told', async () => {
  const store = createMemoryStore('kept', [['chunks/0_0_0', new Uint8Array([1, 2, 3])]]);
  await assert.rejects(createLabelChunks(store, bounds).chunk(xyz(0, 0, 0)), { tag: 'corrupt' });
});
