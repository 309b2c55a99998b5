/** What slow buffer maps cost: a browser's take 5 to 15 ms, and the walk on the device must not wait for them. */
import assert from 'node:assert/strict';
import { volumeOf, xyz, type Zyx } from '../../datasets/geometry/index.ts';
import { createWebgpuNetwork, type DeviceLoop, type LoopResult } from '../../ffn/backends/index.ts';
import { createNodeGpu } from '../../ffn/kernels/index.node.ts';
import { openDevice } from '../../ffn/kernels/index.ts';
import type { ConvStack3DConfig } from '../../ffn/model/index.ts';
import { createRandom, randomArray } from '../support/random-network.ts';
import { walkWeights } from '../support/walk-cases.ts';
import { type BenchRow, summarise } from './support/pairs.ts';

export const name = 'webgpu-map-delay';

const CONFIG: ConvStack3DConfig = { depth: 2, features: 8, fovSize: xyz(9, 9, 9), deltas: xyz(2, 2, 2) };
const SHAPE: Zyx = [48, 48, 48];
const START: Zyx = [24, 24, 24];
const STEPS = 512;
const DELAY_MS = 10;
const PAIRS = 5;

/** The device whose maps take longer by `delay.ms`. */
async function openSlowMaps(delay: { ms: number }) {
  const opened = await openDevice({ gpu: (await createNodeGpu({ software: true })).gpu });
  const { device } = opened;
  const maps = { count: 0 };
  const create = device.createBuffer.bind(device);
  device.createBuffer = (descriptor) => {
    const buffer = create(descriptor);
    const map = buffer.mapAsync.bind(buffer);
    buffer.mapAsync = async (...args) => {
      maps.count++;
      await map(...args);
      if (delay.ms > 0) await new Promise((resolve) => setTimeout(resolve, delay.ms));
      return undefined;
    };
    return buffer;
  };
  return { opened, maps };
}

/** One object of a network that sees it everywhere, stopped at the first report of at least 512 steps; then its logits. */
async function walk(loop: DeviceLoop, into: Float32Array): Promise<{ result: LoopResult; seconds: number }> {
  let seen = 0;
  const begin = performance.now();
  const result = await loop.grow(START, {
    onSteps: (steps) => {
      seen += steps.length;
    },
    shouldStop: () => seen >= STEPS,
  });
  await loop.readLogits({ z: [0, SHAPE[0]], y: [0, SHAPE[1]] }, into);
  return { result, seconds: (performance.now() - begin) / 1000 };
}

export async function run(): Promise<BenchRow[]> {
  const delay = { ms: 0 };
  const { opened, maps } = await openSlowMaps(delay);
  const network = await createWebgpuNetwork(CONFIG, walkWeights(CONFIG), { device: opened });
  const voxels = volumeOf(SHAPE);
  const loop = await network.openLoop!({
    shape: SHAPE,
    image: randomArray(voxels, createRandom(9), 2),
    segmentation: new Int32Array(voxels),
    deltas: [2, 2, 2],
    scoreLogit: 0,
    initLogit: 3,
    padLogit: -3,
    moveLogit: 0,
    discoSeedThreshold: 0,
  });
  const [quick, slow] = [new Float32Array(voxels), new Float32Array(voxels)];
  await walk(loop, quick);
  const pairs: [number, number][] = [];
  for (let i = 0; i < PAIRS; i++) {
    delay.ms = DELAY_MS;
    maps.count = 0;
    const delayed = await walk(loop, slow);
    assert.ok(maps.count >= 5, `${maps.count} maps were slow`);
    delay.ms = 0;
    const plain = await walk(loop, quick);
    assert.ok(plain.result.steps >= STEPS, `${plain.result.steps} steps`);
    // Steps under way when the walk is stopped count, and how many they are depends on time.
    pairs.push([delayed.result.steps / delayed.seconds, plain.result.steps / plain.seconds]);
  }
  loop.dispose();
  await network.dispose();
  const what = `a walk of ${STEPS} steps, ${DELAY_MS} ms on every map`;
  return [summarise({ name: what, unit: 'steps/s', peer: 'without' }, pairs)];
}
