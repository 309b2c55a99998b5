import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateTraining, formatTrainingEstimate } from '../../../converters/jobs/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { TRAIN_DEFAULTS } from '../../../ffn/training/index.ts';

const plan = {
  config: { depth: 12, features: 32, fovSize: xyz(33, 33, 33), deltas: xyz(8, 8, 8) },
  options: TRAIN_DEFAULTS,
  maxSteps: 1000,
  volumeBytes: 140e6,
  threads: 2,
  availableBytes: 8e9,
};

test('work and memory of the published network', () => {
  const estimate = estimateTraining(plan);
  assert.deepEqual([estimate.parameters, estimate.threads, estimate.isKept], [638433, 2, true]);
  assert.match(
    formatTrainingEstimate(estimate, plan),
    /^638433 weights, 137 GFLOP an example; 1000 steps of 4: 549 TFLOP\nmemory \d+\.\d MB \(2 threads, volumes kept in memory\), 8\.0 GB free$/,
  );
});

test('fewer threads than cores where memory is short; no more than a batch has examples; it is said where nothing fits', () => {
  const short = estimateTraining({ ...plan, threads: undefined, availableBytes: 250e6 });
  assert.deepEqual([short.threads, short.isKept], [1, false]);
  assert.equal(estimateTraining({ ...plan, threads: 64 }).threads, 4);
  const none = estimateTraining({ ...plan, availableBytes: 1e6 });
  assert.match(formatTrainingEstimate(none, plan), /1\.0 MB free: too much/);
});
