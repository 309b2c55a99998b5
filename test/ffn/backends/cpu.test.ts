import assert from 'node:assert/strict';
import { test } from 'node:test';
import { volumeOf, xyz } from '../../../datasets/geometry/index.ts';
import { createCpuNetwork, createReferenceNetwork } from '../../../ffn/backends/index.node.ts';
import type { ConvStack3DConfig } from '../../../ffn/model/index.ts';
import { createRandom, randomArray, randomWeights } from '../../support/random-network.ts';

/** Sizes that differ per axis, features that differ per layer: nothing may be swapped without being seen. */
const ODD: ConvStack3DConfig = {
  depth: 3,
  features: [3, 4, 5, 4, 2, 4],
  fovSize: xyz(7, 5, 3),
  deltas: xyz(2, 1, 0),
};
const TOLERANCE = 1e-5;

test('onnxruntime and plain loops agree, one by one and in a batch', async (t) => {
  const weights = randomWeights(ODD, 7);
  const cpu = await createCpuNetwork(ODD, weights, { threads: 2 });
  const reference = createReferenceNetwork(ODD, weights);
  assert.deepEqual(cpu.info, { fovSize: [3, 5, 7], deltas: [0, 1, 2] });
  assert.deepEqual(reference.info, cpu.info);
  assert.equal(cpu.device, 'cpu (onnxruntime, 2 threads)');
  const random = createRandom(1);
  for (const batch of [1, 3, 2]) {
    const length = batch * volumeOf(ODD.fovSize);
    const [image, seed] = [randomArray(length, random), randomArray(length, random, 3)];
    const [seen, expected] = [
      await cpu.predict(image, seed, batch),
      await reference.predict(image, seed, batch),
    ];
    const difference = expected.reduce((most, v, i) => Math.max(most, Math.abs(v - seen[i])), 0);
    t.diagnostic(`batch ${batch}: max |difference| ${difference}`);
    assert.equal(seen.length, length);
    assert.ok(difference < TOLERANCE, `${difference}`);
  }
  await cpu.dispose();
});

test('arrays of the wrong length are refused by every backend', async () => {
  const weights = randomWeights(ODD, 7);
  const cpu = await createCpuNetwork(ODD, weights, { threads: 1 });
  for (const network of [cpu, createReferenceNetwork(ODD, weights)]) {
    const [right, wrong] = [new Float32Array(105), new Float32Array(104)];
    await assert.rejects(network.predict(right, wrong, 1), {
      name: 'UsageError',
      message: /predict: seed: expected 105 values, \[1, 3, 5, 7\], got 104/,
    });
    await assert.rejects(network.predict(right, right, 0), {
      message: /predict: batch: expected an integer >= 1/,
    });
  }
  await cpu.dispose();
});

test('without the optional package the error says how to install it', async () => {
  const load = () => Promise.reject(new TypeError("Cannot find package 'onnxruntime-node'"));
  await assert.rejects(createCpuNetwork(ODD, randomWeights(ODD, 7), { load }), {
    name: 'UnsupportedError',
    message:
      /optional package onnxruntime-node, got Cannot find .*npm install --ignore-scripts onnxruntime-node/,
  });
});
