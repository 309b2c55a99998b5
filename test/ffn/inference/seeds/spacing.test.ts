import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Zyx } from '../../../../datasets/geometry/index.ts';
import { dropCrowded } from '../../../../ffn/inference/seeds/spacing.ts';

const SHAPE: Zyx = [5, 5, 12];
const at = ([z, y, x]: Zyx): number => (z * 5 + y) * 12 + x;

test('spacing: strictly closer points go, also across the cells they are sorted into', () => {
  const points = [at([0, 0, 2]), at([0, 0, 4]), at([0, 0, 5]), at([2, 1, 3]), at([3, 0, 11]), at([4, 0, 0])];
  // 4 is two voxels from 2 and goes; 5 is three from it; (2,1,3) is two from both; 11 and the next row's 0 are far.
  assert.deepEqual(dropCrowded(points, SHAPE, 3), [points[0], points[2], points[4], points[5]]);
  assert.deepEqual(dropCrowded(points, SHAPE, 0), points);
});
