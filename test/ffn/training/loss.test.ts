import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sigmoidCrossEntropy } from '../../../ffn/training/index.ts';

/** -(z ln p + (1 - z) ln(1 - p)), p = 1 / (1 + e^-x). */
const slowly = (x: number, z: number): number => {
  const p = 1 / (1 + Math.exp(-x));
  return -(z * Math.log(p) + (1 - z) * Math.log(1 - p));
};

const LOGITS = Float32Array.of(-3, -0.5, 0, 0.25, 4);
const LABELS = Float32Array.of(0.05, 0.95, 0.95, 0.05, 0.95);
const WEIGHTS = Float32Array.of(1, 0, 1, 2, 1);

test('the mean over all voxels, those of weight 0 in the number', () => {
  const plain = sigmoidCrossEntropy(LOGITS, LABELS);
  const expected = [...LOGITS].reduce((sum, x, i) => sum + slowly(x, LABELS[i]!), 0) / 5;
  assert.ok(Math.abs(plain.loss - expected) < 1e-7);
  const weighted = sigmoidCrossEntropy(LOGITS, LABELS, { weights: WEIGHTS, examples: 2 });
  const half = [...LOGITS].reduce((sum, x, i) => sum + WEIGHTS[i]! * slowly(x, LABELS[i]!), 0) / 10;
  assert.ok(Math.abs(weighted.loss - half) < 1e-7);
});

test('the gradient is how the loss changes', () => {
  const { gradient } = sigmoidCrossEntropy(LOGITS, LABELS, { weights: WEIGHTS });
  const loss = (i: number, by: number) =>
    [...LOGITS].reduce((sum, x, j) => sum + WEIGHTS[j]! * slowly(j === i ? x + by : x, LABELS[j]!), 0) / 5;
  for (const i of LOGITS.keys()) {
    const slope = (loss(i, 1e-4) - loss(i, -1e-4)) / 2e-4;
    assert.ok(Math.abs(gradient[i]! - slope) < 1e-6, `voxel ${i}: ${gradient[i]}, ${slope}`);
  }
});

test('logits as far as floats go give no infinities', () => {
  const { loss, gradient } = sigmoidCrossEntropy(Float32Array.of(1e30, -1e30), Float32Array.of(1, 0));
  assert.deepEqual([loss, ...gradient], [0, 0, 0]);
});
