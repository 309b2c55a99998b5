/** A whole training step on a device against the WebAssembly one, which is held to slopes of the loss in its own test. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { createWebgpuTrainable } from '../../../../ffn/backends/gradients/index.ts';
import { createNodeGpu } from '../../../../ffn/kernels/index.node.ts';
import { type ComputeDevice, openDevice } from '../../../../ffn/kernels/index.ts';
import type { ConvStack3DConfig } from '../../../../ffn/model/index.ts';
import {
  type BatchGradient,
  createTrainableStack,
  createTrainer,
  type Example,
  firstState,
  initialWeights,
  TRAIN_DEFAULTS,
  type TrainableNetwork,
  type TrainOptions,
} from '../../../../ffn/training/index.ts';
import { createRandom, randomArray, randomWeights } from '../../../support/random-network.ts';
import { createBalls } from '../../../support/training-balls.ts';

/** Quick to compile; the last case takes the default. */
const TILE = { positions: 2, outQuads: 1, threads: 32 };

/** Of each tensor's gradient, in its norm. */
const TOLERANCE = 2e-5;

let device: ComputeDevice;
before(async () => {
  const { gpu } = await createNodeGpu({ software: true });
  device = await openDevice({ gpu });
});
// Without this the process does not end.
after(() => device.device.destroy());

function exampleOf(seed: number, voxels: number): Example {
  const random = createRandom(seed);
  const labels = Float32Array.from({ length: voxels }, () => (random() > 0 ? 0.95 : 0.05));
  const weights = Float32Array.from({ length: voxels }, () => (random() > -0.8 ? 1 : 0));
  return { image: randomArray(voxels, random), seed: randomArray(voxels, random, 2), labels, weights };
}

const norm = (values: ArrayLike<number>) =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));

function assertNear(actual: BatchGradient, expected: BatchGradient): number {
  assert.ok(Math.abs(actual.loss - expected.loss) < 1e-6 * expected.loss, `${actual.loss}, ${expected.loss}`);
  assert.equal(actual.logits.length, expected.logits.length);
  for (const [i, logits] of expected.logits.entries())
    assert.ok(norm(logits.map((x, j) => x - actual.logits[i]![j]!)) < 1e-5 * norm(logits));
  assert.deepEqual([...actual.gradients.keys()].sort(), [...expected.gradients.keys()].sort());
  let worst = 0;
  for (const [name, values] of expected.gradients) {
    const found = actual.gradients.get(name)!;
    assert.equal(found.length, values.length, name);
    const off = norm(values.map((x, j) => x - found[j]!)) / norm(values);
    assert.ok(off < TOLERANCE, `${name}: off by ${off}`);
    worst = Math.max(worst, off);
  }
  return worst;
}

const CONFIGS: readonly (readonly [string, ConvStack3DConfig])[] = [
  ['one module of 5 features', { depth: 1, features: 5, fovSize: xyz(7, 5, 3), deltas: xyz(1, 1, 1) }],
  ['three modules of 8', { depth: 3, features: 8, fovSize: xyz(9, 11, 5), deltas: xyz(1, 1, 1) }],
  [
    'widths that differ within modules',
    { depth: 3, features: [6, 12, 20, 12, 7, 12], fovSize: xyz(7, 5, 13), deltas: xyz(1, 1, 1) },
  ],
  ['a field of view of one voxel', { depth: 2, features: 4, fovSize: xyz(1, 1, 1), deltas: xyz(0, 0, 0) }],
];

for (const [name, config] of CONFIGS) {
  test(`${name}: loss, logits and every gradient, of a full batch, of one, and again`, async (t) => {
    const voxels = config.fovSize.reduce((product, n) => product * n, 1);
    const weights = randomWeights(config, 5);
    const cpu = createTrainableStack(config);
    const network = await createWebgpuTrainable(config, {
      device,
      batch: 3,
      tile: voxels > 1 ? TILE : undefined,
    });
    try {
      const batches = [[1, 2, 3], [4], [5, 6], [1, 2, 3]].map((seeds) =>
        seeds.map((seed) => exampleOf(seed, voxels)),
      );
      const found: BatchGradient[] = [];
      for (const batch of batches) {
        found.push(await network.gradient(weights, batch));
        const worst = assertNear(found.at(-1)!, await cpu.gradient(weights, batch));
        t.diagnostic(`batch of ${batch.length}: worst norm off by ${worst.toExponential(1)}`);
      }
      assert.deepEqual(found[3], found[0]);
    } finally {
      network.destroy();
    }
  });
}

test('a batch that does not fit is refused, and the next one is computed', async () => {
  const [, config] = CONFIGS[0]!;
  const weights = randomWeights(config, 5);
  const network = await createWebgpuTrainable(config, { device, batch: 1, tile: TILE });
  try {
    const example = exampleOf(1, 105);
    await assert.rejects(
      network.gradient(weights, [example, example]),
      /batch: expected 1 to 1 examples, got 2/,
    );
    const short = { ...example, labels: new Float32Array(3) };
    await assert.rejects(network.gradient(weights, [short]), /labels: expected 105 voxels, got 3/);
    assert.ok((await network.gradient(weights, [example])).loss > 0);
  } finally {
    network.destroy();
  }
});

const SMALL = { depth: 2, features: 4, fovSize: xyz(7, 7, 5), deltas: xyz(2, 2, 1) };
const OPTIONS: TrainOptions = {
  ...TRAIN_DEFAULTS,
  batchSize: 3,
  schedule: { rate: 0.01, decayFactor: 0.9, decaySteps: 100 },
};

async function lossesOf(network: TrainableNetwork, steps: number): Promise<number[]> {
  const state = firstState(initialWeights(SMALL, OPTIONS.seed));
  const source = createBalls(SMALL, OPTIONS);
  const trainer = await createTrainer({ config: SMALL, options: OPTIONS, network, source, state });
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await trainer.next()).loss);
  return losses;
}

const worstOf = (a: readonly number[], b: readonly number[]) =>
  a.reduce((most, loss, i) => Math.max(most, Math.abs(loss - b[i]!)), 0);

test('200 steps, with the examples and moves of a run on the CPU: losses within 1e-3; the first 20 without', async (t) => {
  const cpu = createTrainableStack(SMALL);
  const batches: (readonly Example[])[] = [];
  const recording: TrainableNetwork = {
    gradient(weights, batch) {
      batches.push(batch.map((example) => ({ ...example, seed: example.seed.slice() })));
      return cpu.gradient(weights, batch);
    },
  };
  const expected = await lossesOf(recording, 200);
  assert.ok(expected.at(-1)! < 0.8 * expected[0]!, `it has learned nothing: ${expected}`);
  const network = await createWebgpuTrainable(SMALL, { device, batch: 3, tile: TILE });
  try {
    const replayed = batches[Symbol.iterator]();
    const replaying: TrainableNetwork = {
      gradient: (weights) => network.gradient(weights, replayed.next().value!),
    };
    const off = worstOf(await lossesOf(replaying, 200), expected);
    const free = worstOf(await lossesOf(network, 20), expected);
    t.diagnostic(
      `losses differ by ${off.toExponential(1)} replayed, ${free.toExponential(1)} in the first 20`,
    );
    assert.ok(off < 1e-3 && free < 1e-3, `${off}, ${free}`);
  } finally {
    network.destroy();
  }
});
