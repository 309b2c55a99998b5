import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { volumeOf } from '../../../datasets/geometry/index.ts';
import { createWebgpuTrainable } from '../../../ffn/backends/gradients/index.ts';
import { createTrainableStack } from '../../../ffn/backends/gradients/stack.ts';
import { encodeSteps } from '../../../ffn/backends/gradients/steps.ts';
import { tuneTile } from '../../../ffn/backends/index.ts';
import { type ComputeDevice, isMatrixTile, readMapped } from '../../../ffn/kernels/index.ts';
import { type ConvStack3DConfig, listLayers, type Weights } from '../../../ffn/model/index.ts';
import {
  type BatchGradient,
  clipGradients,
  createTrainableStack as createCpuStack,
  createOptimizer,
  type Example,
  flopsOfExample,
  TRAIN_DEFAULTS,
} from '../../../ffn/training/index.ts';
import { createRandom, randomArray, randomWeights } from '../../support/random-network.ts';
import type { GpuBenchOptions } from './options.ts';
import { RANDOM_SEED } from './time-steps.ts';

/** That of FFN's trainer. */
const BATCH = 4;

interface Milliseconds {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface TrainingTime {
  readonly batch: number;
  /** Forward and backward on the device alone, of the whole batch. */
  readonly device: Milliseconds;
  /** The same with examples and weights on their way there, gradients and logits on their way back, and the optimizer: a step of `train`. */
  readonly step: Milliseconds;
  /** What of a step the device computes. */
  readonly deviceShare: number;
  /** Of the device alone. */
  readonly gigaflops: number;
  readonly timings: number;
  /** To the CPU's gradients, of each tensor in its norm, the largest. */
  readonly largestDifference: number;
}

/** A training step of a batch, and the same for torch_train.py in `peerFolder`-train. */
export async function timeTraining(opened: ComputeDevice, options: GpuBenchOptions): Promise<TrainingTime> {
  const { config, peerFolder, timings } = options;
  const weights = randomWeights(config, RANDOM_SEED);
  const { tile: tuned } = await tuneTile(opened, config, weights, { precision: 'f32' });
  const tile = isMatrixTile(tuned) ? undefined : tuned;
  const batch = examplesOf(config);
  const network = await createWebgpuTrainable(config, { device: opened, batch: BATCH, tile });
  const found = await network.gradient(weights, batch);
  const optimizer = createOptimizer(TRAIN_DEFAULTS.optimizer, copyOf(weights));
  let steps = 0;
  const step = await timesOf(options, async (repeats) => {
    for (let i = 0; i < repeats; i++) {
      const { gradients } = await network.gradient(weights, batch);
      clipGradients(gradients, TRAIN_DEFAULTS.maxGradientEntry);
      optimizer.apply(gradients, { step: steps++, rate: 1e-3 });
    }
  });
  network.destroy();
  const alone = await timeDevice(opened, options, tile ?? { positions: 8, outQuads: 2, threads: 64 });
  if (peerFolder !== undefined)
    await writeCase(`${peerFolder}-train`, { options, weights, batch, found, alone, step });
  return {
    ...{ batch: BATCH, device: alone, step, timings },
    deviceShare: alone.median / step.median,
    gigaflops: (BATCH * flopsOfExample(config)) / (alone.median * 1e6),
    largestDifference: worstOf(found, await createCpuStack(config).gradient(weights, batch)),
  };
}

/** Many passes in one submission, with one small wait at the end. */
async function timeDevice(
  opened: ComputeDevice,
  options: GpuBenchOptions,
  tile: { readonly positions: number; readonly outQuads: number; readonly threads: number },
): Promise<Milliseconds> {
  const { device } = opened;
  const stack = await createTrainableStack(opened, options.config, { slots: BATCH, tile });
  const times = await timesOf(options, async (repeats) => {
    const encoder = device.createCommandEncoder({ label: 'training' });
    for (let i = 0; i < repeats; i++) encodeSteps(encoder, stack.steps);
    device.queue.submit([encoder.finish()]);
    await readMapped(stack.results.staging, () => undefined, 4);
  });
  stack.pool.destroy();
  return times;
}

async function timesOf(
  { leastMs, timings }: GpuBenchOptions,
  work: (repeats: number) => Promise<void>,
): Promise<Milliseconds> {
  const run = async (repeats: number): Promise<number> => {
    const begin = performance.now();
    await work(repeats);
    return performance.now() - begin;
  };
  await run(1);
  let repeats = 1;
  while ((await run(repeats)) < leastMs) repeats *= 2;
  const times: number[] = [];
  for (let i = 0; i < timings; i++) times.push((await run(repeats)) / repeats);
  times.sort((a, b) => a - b);
  return { median: times[times.length >> 1]!, min: times[0]!, max: times.at(-1)! };
}

function examplesOf(config: ConvStack3DConfig): Example[] {
  const voxels = volumeOf(config.fovSize);
  return Array.from({ length: BATCH }, (_, i) => {
    const random = createRandom(RANDOM_SEED + i);
    const labels = randomArray(voxels, random).map((v) => (v > 0 ? 0.95 : 0.05));
    return { image: randomArray(voxels, random), seed: randomArray(voxels, random, 2), labels };
  });
}

const copyOf = (weights: Weights): Weights =>
  new Map([...weights].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));

function worstOf(a: BatchGradient, b: BatchGradient): number {
  const norm = (values: Float32Array) => Math.sqrt(values.reduce((sum, v) => sum + v * v, 0));
  return Math.max(
    ...[...b.gradients].map(([name, values]) => {
      const ours = a.gradients.get(name)!;
      return norm(values.map((v, i) => v - ours[i]!)) / norm(values);
    }),
  );
}

interface Case {
  readonly options: GpuBenchOptions;
  readonly weights: Weights;
  readonly batch: readonly Example[];
  readonly found: BatchGradient;
  readonly alone: Milliseconds;
  readonly step: Milliseconds;
}

/** Little-endian float32, one after the other: weights, biases of each layer; images, seeds, labels; our gradients, as the weights. */
async function writeCase(
  folder: string,
  { options, weights, batch, found, alone, step }: Case,
): Promise<void> {
  const { config, leastMs, timings } = options;
  const layers = listLayers(config).map((layer) => ({
    ...layer,
    weights: weights.get(`${layer.name}/weights`)!.shape,
  }));
  const names = layers.flatMap(({ name }) => [`${name}/weights`, `${name}/biases`]);
  const arrays = [
    ...names.map((name) => weights.get(name)!.data),
    ...batch.map(({ image }) => image),
    ...batch.map(({ seed }) => seed),
    ...batch.map(({ labels }) => labels),
    ...names.map((name) => found.gradients.get(name)!),
  ];
  const about = {
    ...{ layers, fov: [...config.fovSize].reverse(), batch: BATCH, loss: found.loss, leastMs, timings },
    ...{ flop: BATCH * flopsOfExample(config), deviceMs: alone.median, stepMs: step.median },
  };
  const bytes = arrays.map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'case.f32'), Buffer.concat(bytes));
  await writeFile(join(folder, 'case.json'), JSON.stringify(about));
}
