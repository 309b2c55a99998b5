import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  boxContains,
  boxOf,
  boxSize,
  formatBox,
  intersectBoxes,
  xyz,
} from '../../../datasets/geometry/index.ts';

test('boxes are half-open: touching boxes share nothing', () => {
  const left = boxOf(xyz(-4, 0, 0), xyz(4, 4, 4));
  const right = boxOf(xyz(0, 0, 0), xyz(4, 4, 4));
  assert.equal(intersectBoxes(left, right), undefined);
});

test('intersection keeps the larger begin and the smaller end', () => {
  const common = intersectBoxes(boxOf(xyz(-4, 0, 2), xyz(10, 4, 4)), boxOf(xyz(1, -1, 0), xyz(2, 3, 9)));
  assert.ok(common);
  assert.equal(formatBox(common), '[1,3) x [0,2) x [2,6)');
  assert.deepEqual(boxSize(common), [2, 2, 4]);
});

test('a box contains itself and not one voxel more', () => {
  const box = boxOf(xyz(0, 0, 0), xyz(4, 4, 4));
  assert.ok(boxContains(box, box));
  assert.ok(!boxContains(box, boxOf(xyz(0, 0, 0), xyz(4, 4, 5))));
});
