import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addToAverages } from '../../../../ffn/training/loop/averages.ts';

const weightsOf = (...data: number[]) =>
  new Map([['conv0_a/weights', { shape: [data.length], data: Float32Array.from(data) }]]);

test('averages go a share of the way to each step', () => {
  const averages = weightsOf(0, 8);
  addToAverages(averages, weightsOf(4, 0), 0.75);
  assert.deepEqual([...averages.get('conv0_a/weights')!.data], [1, 6]);
  addToAverages(averages, weightsOf(1, 6), 0.75);
  assert.deepEqual([...averages.get('conv0_a/weights')!.data], [1, 6]);
});
