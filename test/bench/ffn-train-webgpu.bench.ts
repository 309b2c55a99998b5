/** A training step on the software adapter, forward and backward: kernels of our own against TensorFlow.js's WebGPU backend. */
import assert from 'node:assert/strict';
import { volumeOf, xyz } from '../../datasets/geometry/index.ts';
import { createWebgpuTrainable } from '../../ffn/backends/gradients/index.ts';
import { createNodeGpu } from '../../ffn/kernels/index.node.ts';
import { openDevice } from '../../ffn/kernels/index.ts';
import type { ConvStack3DConfig } from '../../ffn/model/index.ts';
import type { BatchGradient, Example } from '../../ffn/training/index.ts';
import { createRandom, randomArray, randomWeights } from '../support/random-network.ts';
import { type BenchRow, summarise } from './support/pairs.ts';
import { openTfjsTraining } from './support/train-tfjs.ts';

export const name = 'ffn-train-webgpu';

const CONFIG: ConvStack3DConfig = { depth: 3, features: 32, fovSize: xyz(13, 13, 13), deltas: xyz(3, 3, 3) };
const BATCH = 1;
const PAIRS = 3;
/** Of each tensor's gradient, in its norm: both round thousands of products in an order of their own. */
const TOLERANCE = 1e-3;

type Found = Pick<BatchGradient, 'loss' | 'gradients'>;

const batch = Array.from({ length: BATCH }, (_, i): Example => {
  const random = createRandom(12 + i);
  const voxels = volumeOf(CONFIG.fovSize);
  const labels = randomArray(voxels, random).map((v) => (v > 0 ? 0.95 : 0.05));
  return { image: randomArray(voxels, random), seed: randomArray(voxels, random, 3), labels };
});

export async function run(): Promise<BenchRow[]> {
  const weights = randomWeights(CONFIG, 11);
  const { gpu } = await createNodeGpu({ software: true });
  const device = await openDevice({ gpu });
  const ours = await createWebgpuTrainable(CONFIG, { device, batch: BATCH });
  const theirs = await openTfjsTraining(CONFIG, weights);
  const step = () => ours.gradient(weights, batch);
  const whole = await compare(step, () => theirs.gradient(batch));
  const stock = await secondsOf(() => theirs.gradient(batch));
  theirs.useOwnKernels();
  const driven = await compare(() => theirs.gradient(batch), step, stock.seconds);
  theirs.dispose();
  device.device.destroy();
  const what = `FOV 13, depth 3, 32 features, a training step on SwiftShader`;
  const row = { unit: 'steps/CPU-min', peer: 'tfjs-webgpu' };
  return [
    summarise({ ...row, name: what }, whole),
    summarise({ ...row, name: `${what}, TensorFlow.js with our convolutions` }, driven),
  ];
}

/** @param instead seconds of the peer, where it ran before and only its values are needed. */
async function compare(
  ours: () => Promise<Found>,
  theirs: () => Promise<Found>,
  instead?: number,
): Promise<[number, number][]> {
  // The first of each compiles.
  assertNear(await ours(), await theirs());
  const pairs: [number, number][] = [];
  for (let i = 0; i < PAIRS; i++) {
    const a = await secondsOf(ours);
    pairs.push([60 / a.seconds, 60 / (instead ?? (await secondsOf(theirs)).seconds)]);
  }
  return pairs;
}

async function secondsOf(step: () => Promise<Found>): Promise<{ readonly seconds: number }> {
  const before = process.cpuUsage();
  await step();
  const { user, system } = process.cpuUsage(before);
  return { seconds: (user + system) / 1e6 };
}

function assertNear(a: Found, b: Found): void {
  assert.ok(Math.abs(a.loss - b.loss) < 1e-5, `losses ${a.loss}, ${b.loss}`);
  const norm = (values: ArrayLike<number>) =>
    Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0));
  for (const [name, values] of b.gradients) {
    const off = norm(values.map((v, i) => v - a.gradients.get(name)![i]!)) / norm(values);
    assert.ok(off < TOLERANCE, `${name}: off by ${off}`);
  }
}
