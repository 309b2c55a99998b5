import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { assertWeightsFit } from '../../../../ffn/model/index.ts';
import { initialWeights } from '../../../../ffn/training/index.ts';

const CONFIG = { depth: 2, features: 16, fovSize: xyz(9, 9, 9), deltas: xyz(2, 2, 2) };

test('weights are even between the limits of their layer, biases 0; a seed decides them', () => {
  const weights = initialWeights(CONFIG, 4);
  assertWeightsFit(CONFIG, weights);
  for (const [name, { shape, data }] of weights) {
    if (name.endsWith('/biases')) {
      assert.ok(data.every((value) => value === 0));
      continue;
    }
    const [kz = 0, ky = 0, kx = 0, inputs = 0, outputs = 0] = shape;
    const limit = Math.sqrt(6 / (kz * ky * kx * (inputs + outputs)));
    assert.ok(
      data.every((value) => Math.abs(value) <= Math.fround(limit)),
      name,
    );
    if (data.length < 800) continue;
    const meanSquare = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    // Of an even distribution a third of the limit's square; six standard errors.
    assert.ok(Math.abs(meanSquare / (limit ** 2 / 3) - 1) < 6 * Math.sqrt(0.8 / data.length), name);
  }
  assert.deepEqual(initialWeights(CONFIG, 4), weights);
  assert.notDeepEqual(initialWeights(CONFIG, 5), weights);
});
