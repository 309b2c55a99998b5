import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { assertWeightsFit } from '../../../../ffn/model/index.ts';
import { createTrainableStack, initialWeights } from '../../../../ffn/training/index.ts';

const CONFIG = { depth: 3, features: 16, fovSize: xyz(9, 9, 9), deltas: xyz(2, 2, 2) };

/** Of the limit by He: the second convolution of each of the two modules, and the head. */
const SHARES: Readonly<Record<string, number>> = {
  conv1_b: Math.SQRT1_2,
  conv2_b: Math.SQRT1_2,
  conv_lom: 0.1,
};

test('weights are even between the limits of their layer; a seed decides them', () => {
  const weights = initialWeights(CONFIG, 4);
  assertWeightsFit(CONFIG, weights);
  for (const [name, { shape, data }] of weights) {
    const [layer = '', kind] = name.split('/');
    if (kind === 'biases') {
      if (layer !== 'conv0_a') assert.ok(data.every((value) => value === 0));
      continue;
    }
    if (layer === 'conv0_a') continue;
    const inputs = shape.slice(0, -1).reduce((product, n) => product * n, 1);
    const limit = Math.sqrt(6 / inputs) * (SHARES[layer] ?? 1);
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

test('where nothing was predicted and nothing is to be seen, the first layer gives nothing', () => {
  const weights = initialWeights(CONFIG, 4);
  const { shape, data } = weights.get('conv0_a/weights')!;
  const biases = weights.get('conv0_a/biases')!.data;
  const [inputs = 0, outputs = 0] = shape.slice(-2);
  const pad = Math.log(0.05 / 0.95);
  for (let output = 0; output < outputs; output++) {
    let sum = biases[output]!;
    for (let tap = 0; tap < 27; tap++) sum += pad * data[(tap * inputs + 1) * outputs + output]!;
    assert.ok(Math.abs(sum) < 1e-3, `output ${output}: ${sum}`);
  }
});

test('a new network predicts about its seed', async () => {
  const weights = initialWeights(CONFIG, 4);
  const seed = new Float32Array(729).fill(-2.944);
  seed[364] = 2.944;
  const image = new Float32Array(729).map((_, i) => Math.sin(i));
  const labels = new Float32Array(729).fill(0.05);
  const { logits } = await createTrainableStack(CONFIG).gradient(weights, [{ image, seed, labels }]);
  const change = logits[0]!.map((logit, i) => Math.abs(logit - seed[i]!));
  assert.ok(Math.max(...change) < 1.5 && Math.max(...change) > 0.01, `${Math.max(...change)}`);
});
