import { availableParallelism } from 'node:os';
import { type ConvStack3DConfig, elementCount, expectedShapes } from '../../ffn/model/index.ts';
import { bytesOfStack, flopsOfExample, slotCount, type TrainOptions } from '../../ffn/training/index.ts';
import { formatBytes } from './estimate.ts';

/** What training would take on this machine. */
export interface TrainingEstimate {
  readonly parameters: number;
  readonly flopPerExample: number;
  /** Of all steps that are left. */
  readonly flop: number;
  /** 0: a GPU computes. */
  readonly threads: number;
  /** Whether volumes are read once and kept. */
  readonly isKept: boolean;
  readonly neededBytes: number;
  readonly availableBytes: number;
  /** On the GPU that computes. */
  readonly deviceBytes?: number;
}

export interface TrainingPlan {
  readonly config: ConvStack3DConfig;
  readonly options: TrainOptions;
  readonly maxSteps: number;
  readonly volumeBytes: number;
  /** Default: one an example of a batch, one a core, as far as memory goes. */
  readonly threads?: number;
  /** What a GPU needs of its own memory, where one computes. */
  readonly deviceBytes?: number;
  /** Default: what this machine has left. */
  readonly availableBytes?: number;
}

/** Of what is available, the share that volumes may take to be kept. */
const KEPT_SHARE = 0.5;
const FLOAT = 4;

/** Weights, those of a checkpoint on their way to disk, the gradient, its parts, and copies. */
const WEIGHT_COPIES = 8;

export function estimateTraining(plan: TrainingPlan): TrainingEstimate {
  const { config, options, maxSteps, volumeBytes, availableBytes = process.availableMemory() } = plan;
  const parameters = [...expectedShapes(config).values()].reduce(
    (sum, shape) => sum + elementCount(shape),
    0,
  );
  const isKept = volumeBytes <= KEPT_SHARE * availableBytes;
  const copies = WEIGHT_COPIES + options.batchSize + 2 * slotCount(options.optimizer.name);
  const fixed = (isKept ? volumeBytes : 0) + copies * FLOAT * parameters;
  const perThread = bytesOfStack(config);
  const { deviceBytes } = plan;
  const fitting = Math.max(1, Math.floor((availableBytes - fixed) / perThread));
  const wanted = plan.threads ?? Math.min(availableParallelism(), fitting);
  const threads = deviceBytes === undefined ? Math.min(options.batchSize, wanted) : 0;
  const flopPerExample = flopsOfExample(config);
  return {
    parameters,
    flopPerExample,
    flop: flopPerExample * options.batchSize * maxSteps,
    threads,
    isKept,
    neededBytes: fixed + threads * perThread,
    availableBytes,
    ...(deviceBytes !== undefined && { deviceBytes }),
  };
}

/** `1 thread`, `2 threads`. */
export const threadsText = (count: number): string => `${count} ${count === 1 ? 'thread' : 'threads'}`;

/** `638433 weights, 136 GFLOP an example; 10000 steps of 4: 5.46 PFLOP`, and memory. */
export function formatTrainingEstimate(
  estimate: TrainingEstimate,
  { options, maxSteps }: TrainingPlan,
): string {
  const { parameters, flopPerExample, flop, threads, isKept, neededBytes, availableBytes, deviceBytes } =
    estimate;
  const work = `${parameters} weights, ${formatFlop(flopPerExample)} an example; ${maxSteps} steps of ${options.batchSize}: ${formatFlop(flop)}`;
  const fits = neededBytes <= availableBytes ? '' : ': too much, take fewer --parallel or a smaller network';
  const where = isKept ? 'volumes kept in memory' : 'volumes read as needed';
  const by = deviceBytes === undefined ? threadsText(threads) : `${formatBytes(deviceBytes)} more on the GPU`;
  return `${work}\nmemory ${formatBytes(neededBytes)} (${by}, ${where}), ${formatBytes(availableBytes)} free${fits}`;
}

function formatFlop(flop: number): string {
  const units = ['', 'k', 'M', 'G', 'T', 'P', 'E'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, flop)) / 3));
  return `${(flop / 1000 ** step).toPrecision(3)} ${units[step]}FLOP`;
}
