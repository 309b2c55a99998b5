import assert from 'node:assert/strict';
import { test } from 'node:test';
import { InvalidDataError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createBlock } from '../../../datasets/memory-volume.ts';
import { countLabels } from '../../../datasets/voxels/index.ts';
import { randomBlock } from '../support/blocks.ts';

test('counts voxels and boxes of a small block, background left out', () => {
  const data = Uint8Array.of(...[0, 7, 7, 0], ...[3, 0, 7, 7], ...[0, 0, 0, 0], ...[0, 0, 0, 3]);
  const labels = countLabels({ dataType: 'uint8', size: xyz(4, 2, 2), numChannels: 1, data }, xyz(10, 0, -1));
  assert.deepEqual([...labels.keys()], ['7', '3']);
  assert.deepEqual(labels.get('7'), { voxels: 4, box: { begin: [11, 0, -1], end: [14, 2, 0] } });
  assert.deepEqual(labels.get('3'), { voxels: 2, box: { begin: [10, 1, -1], end: [14, 2, 1] } });
});

test('agrees with counting voxel by voxel, 64-bit ids included', () => {
  const block = randomBlock('uint64', xyz(13, 11, 7), 5);
  const counts = new Map<string, number>();
  for (const id of block.data) counts.set(`${id}`, (counts.get(`${id}`) ?? 0) + 1);
  counts.delete('0');
  const labels = countLabels(block);
  assert.deepEqual(new Map([...labels].map(([id, { voxels }]) => [id, voxels])), counts);
});

test('nothing but background has no labels; grey values are refused', () => {
  assert.equal(countLabels(createBlock('uint32', xyz(4, 4, 4))).size, 0);
  assert.throws(() => countLabels(createBlock('float32', xyz(1, 1, 1))), InvalidDataError);
});
