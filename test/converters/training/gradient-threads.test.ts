/** Run from sources, threads are real ones. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGradientThreads } from '../../../converters/training/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import type { Example } from '../../../ffn/training/index.ts';
import { createRandom, randomArray, randomWeights } from '../../support/random-network.ts';

const CONFIG = { depth: 2, features: 8, fovSize: xyz(5, 5, 5), deltas: xyz(1, 1, 1) };

const examples = Array.from({ length: 5 }, (_, seed): Example => {
  const random = createRandom(seed);
  return {
    image: randomArray(125, random),
    seed: randomArray(125, random, 2),
    labels: randomArray(125, random).map((v) => (v > 0 ? 0.95 : 0.05)),
  };
});

async function gradients(threads: number) {
  const { network, close } = createGradientThreads(threads, CONFIG);
  try {
    const weights = randomWeights(CONFIG, 3);
    const first = await network.gradient(weights, examples);
    const changed = randomWeights(CONFIG, 4);
    return [first, await network.gradient(changed, examples.slice(1))];
  } finally {
    await close();
  }
}

test('one thread and three give the same bits, with the weights of each call', async () => {
  const one = await gradients(1);
  assert.deepEqual(await gradients(3), one);
  assert.equal(one[0]?.logits.length, 5);
  assert.notDeepEqual(one[0]?.gradients, one[1]?.gradients);
});

test('what an example fails of is told', async () => {
  const { network, close } = createGradientThreads(2, CONFIG);
  const short = { ...examples[0]!, image: new Float32Array(3) };
  await assert.rejects(
    async () => network.gradient(randomWeights(CONFIG, 3), [examples[1]!, short]),
    /image: expected 125 voxels, got 3/,
  );
  await close();
});
