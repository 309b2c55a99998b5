import { volumeOf } from '../../../datasets/geometry/index.ts';
import { type Precision, type TileMeasurement, tuneTile } from '../../../ffn/backends/index.ts';
import { createEvaluator, type Evaluator } from '../../../ffn/backends/webgpu-evaluator.ts';
import type { ComputeDevice, StackTile } from '../../../ffn/kernels/index.ts';
import { type ConvStack3DConfig, listLayers } from '../../../ffn/model/index.ts';
import { createRandom, randomArray, randomWeights } from '../../support/random-network.ts';
import type { GpuBenchOptions } from './options.ts';

export const BATCHES: readonly number[] = [1, 8];
/** Of weights and inputs, here and for the peer. */
export const RANDOM_SEED = 7;

export interface StepTime {
  readonly batch: number;
  /** Of one field of view: median, least and most of the timings. */
  readonly milliseconds: { readonly median: number; readonly min: number; readonly max: number };
  /** Multiplications and additions of the convolutions. */
  readonly gigaflops: number;
  readonly timings: number;
}

export interface StepTimes {
  readonly tile: StackTile;
  readonly tiles: readonly TileMeasurement[];
  readonly times: readonly StepTime[];
}

/** The network alone, without walk: many evaluations in one submission, one small read at its end. */
export async function timeSteps(
  opened: ComputeDevice,
  options: GpuBenchOptions,
  precision: Precision,
): Promise<StepTimes> {
  const { config } = options;
  const weights = randomWeights(config, RANDOM_SEED);
  const { tile, measurements } = await tuneTile(opened, config, weights, {
    precision,
    evenOnSoftware: true,
  });
  const times: StepTime[] = [];
  for (const batch of BATCHES) {
    const evaluator = await createEvaluator({ device: opened.device, config, weights, tile }, batch);
    times.push(await timeBatch(evaluator, batch, options));
    evaluator.destroy();
  }
  return { tile, tiles: measurements, times };
}

async function timeBatch(
  evaluator: Evaluator,
  batch: number,
  { config, leastMs, timings }: GpuBenchOptions,
): Promise<StepTime> {
  const random = createRandom(RANDOM_SEED);
  const [image, seed] = [0, 1].map(() => randomArray(batch * volumeOf(config.fovSize), random));
  const run = async (repeats: number): Promise<number> => {
    const begin = performance.now();
    await evaluator.run(image, seed, batch, repeats);
    return performance.now() - begin;
  };
  await run(1);
  let repeats = 1;
  while ((await run(repeats)) < leastMs) repeats *= 2;
  const times: number[] = [];
  for (let i = 0; i < timings; i++) times.push((await run(repeats)) / (repeats * batch));
  times.sort((a, b) => a - b);
  const median = times[times.length >> 1];
  return {
    batch,
    milliseconds: { median, min: times[0], max: times[times.length - 1] },
    gigaflops: flopOf(config) / (median * 1e6),
    timings,
  };
}

/** Of one field of view. */
export function flopOf(config: ConvStack3DConfig): number {
  return listLayers(config).reduce(
    (sum, l) => sum + 2 * volumeOf(config.fovSize) * l.kernelSize ** 3 * l.inChannels * l.outChannels,
    0,
  );
}
