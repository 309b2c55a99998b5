/** A step on the software adapter: kernels of our own against TensorFlow.js's WebGPU backend, same network, same values. */
import assert from 'node:assert/strict';
import { volumeOf, xyz } from '../../datasets/geometry/index.ts';
import { createWebgpuNetwork, type FfnNetwork } from '../../ffn/backends/index.ts';
import { createNodeGpu } from '../../ffn/kernels/index.node.ts';
import { openDevice } from '../../ffn/kernels/index.ts';
import type { ConvStack3DConfig } from '../../ffn/model/index.ts';
import { createRandom, randomArray, randomWeights } from '../support/random-network.ts';
import { type BenchRow, summarise } from './support/pairs.ts';
import { openStockTfjs } from './support/stock-tfjs.ts';

export const name = 'ffn-tfjs';

const CONFIG: ConvStack3DConfig = { depth: 4, features: 32, fovSize: xyz(17, 17, 17), deltas: xyz(4, 4, 4) };
const PAIRS = 3;
/** Both sum up to 864 float32 products a voxel and layer, in an order of their own. */
const TOLERANCE = 1e-4;

type Predict = FfnNetwork['predict'];

export async function run(): Promise<BenchRow[]> {
  const weights = randomWeights(CONFIG, 11);
  const { gpu } = await createNodeGpu({ software: true });
  const ours = await createWebgpuNetwork(CONFIG, weights, { device: await openDevice({ gpu }) });
  const theirs = await openStockTfjs(CONFIG, weights);
  const random = createRandom(12);
  const voxels = volumeOf(CONFIG.fovSize);
  const [image, seed] = [randomArray(voxels, random), randomArray(voxels, random, 3)];
  const timed = async (predict: Predict) => {
    const before = process.cpuUsage();
    const logits = await predict(image, seed, 1);
    const { user, system } = process.cpuUsage(before);
    return { logits, seconds: (user + system) / 1e6 };
  };
  // The first of each compiles.
  await timed(ours.predict);
  await timed(theirs.predict);
  const pairs: [number, number][] = [];
  for (let i = 0; i < PAIRS; i++) {
    const [a, b] = [await timed(ours.predict), await timed(theirs.predict)];
    const worst = a.logits.reduce((most, v, at) => Math.max(most, Math.abs(v - b.logits[at]!)), 0);
    assert.ok(worst < TOLERANCE, `logits differ by ${worst}`);
    pairs.push([60 / a.seconds, 60 / b.seconds]);
  }
  await ours.dispose();
  await theirs.dispose();
  const row = {
    name: 'FOV 17, depth 4, 32 features, a step on SwiftShader',
    unit: 'steps/CPU-min',
    peer: 'tfjs-webgpu',
  };
  return [summarise(row, pairs)];
}
