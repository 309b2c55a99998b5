import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { bytesOfStack, flopsOfExample } from '../../../../ffn/training/index.ts';

test('the published network: 22.9 G multiply-adds forward, three times that to train; 132 MB', () => {
  const config = { depth: 12, features: 32, fovSize: xyz(33, 33, 33), deltas: xyz(8, 8, 8) };
  const forward = 2 * 22.9e9;
  assert.ok(Math.abs(flopsOfExample(config) / (3 * forward) - 1) < 0.01, `${flopsOfExample(config)}`);
  assert.ok(Math.abs(bytesOfStack(config) / 1e6 - 150) < 20, `${bytesOfStack(config)}`);
});
