import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { createNetworkInParts, createTrainableStack, type Example } from '../../../../ffn/training/index.ts';
import { createRandom, randomArray, randomWeights } from '../../../support/random-network.ts';

const CONFIG = { depth: 2, features: 8, fovSize: xyz(5, 5, 5), deltas: xyz(1, 1, 1) };

const examples = [1, 2, 3].map((seed): Example => {
  const random = createRandom(seed);
  return {
    image: randomArray(125, random),
    seed: randomArray(125, random, 2),
    labels: randomArray(125, random).map((v) => (v > 0 ? 0.95 : 0.05)),
  };
});

test('the mean of examples one by one is the batch; whoever is first, the bits are the same', async () => {
  const weights = randomWeights(CONFIG, 3);
  const stack = createTrainableStack(CONFIG);
  const whole = await stack.gradient(weights, examples);
  const inOrder = await createNetworkInParts((w, e) => stack.gradient(w, [e])).gradient(weights, examples);
  const late = await createNetworkInParts(async (w, e) => {
    // The first one ends last.
    if (e === examples[0]) await new Promise((resolve) => setImmediate(resolve));
    return createTrainableStack(CONFIG).gradient(w, [e]);
  }).gradient(weights, examples);
  assert.deepEqual(late, inOrder);
  assert.ok(Math.abs(inOrder.loss - whole.loss) < 1e-7);
  assert.deepEqual(inOrder.logits, whole.logits);
  for (const [name, values] of whole.gradients) {
    const most = values.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    const part = inOrder.gradients.get(name)!;
    for (const [i, v] of values.entries()) assert.ok(Math.abs(v - part[i]!) <= 1e-5 * most, `${name}[${i}]`);
  }
});
