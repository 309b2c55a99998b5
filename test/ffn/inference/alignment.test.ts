import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zyx } from '../../../datasets/geometry/index.ts';
import { alignAndCrop } from '../../../ffn/inference/index.ts';

const SOURCE = {
  corner: zyx(1, 2, 3),
  size: zyx(2, 2, 2),
  data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
};

test('the same box is the same array', () => {
  assert.equal(alignAndCrop(SOURCE, zyx(1, 2, 3), zyx(2, 2, 2), 0), SOURCE.data);
});

test('another box gets the voxels both have, and the fill', () => {
  assert.deepEqual([...alignAndCrop(SOURCE, zyx(2, 2, 2), zyx(1, 2, 3), 9)], [9, 5, 6, 9, 7, 8]);
  assert.deepEqual([...alignAndCrop(SOURCE, zyx(0, 3, 4), zyx(3, 1, 1), 0)], [0, 4, 8]);
  assert.deepEqual([...alignAndCrop(SOURCE, zyx(5, 5, 5), zyx(1, 1, 2), 3)], [3, 3]);
});
