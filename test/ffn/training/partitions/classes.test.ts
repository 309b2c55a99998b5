import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classesOfCounts } from '../../../../ffn/training/index.ts';

test('classes are half open: a share that is a threshold belongs to the next one', () => {
  // Of 8 voxels: 0, 1/8, 1/4 … A threshold of 1/4 is met by 2 of 8 exactly.
  assert.deepEqual([...classesOfCounts([0.25, 0.5], 8)], [1, 1, 2, 2, 3, 3, 3, 3, 3]);
  assert.deepEqual([...classesOfCounts([0], 2)], [2, 2, 2]);
});

test('thresholds that do not ascend are refused by name', () => {
  assert.throws(
    () => classesOfCounts([0.5, 0.5], 8),
    /thresholds: expected 1 to 253 ascending numbers, got \[0.5, 0.5\]/,
  );
  assert.throws(() => classesOfCounts([], 8), /got \[\]/);
  assert.throws(() => classesOfCounts([Number.NaN], 8), /NaN/);
  assert.throws(
    () =>
      classesOfCounts(
        Array.from({ length: 254 }, (_, i) => i),
        8,
      ),
    /got 254 numbers/,
  );
});
