/** Networks on the CPU, by onnxruntime: no GPU and no browser needed. What a step costs: docs/bench.md. */
import { availableParallelism } from 'node:os';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { UnsupportedError } from '../../datasets/errors.ts';
import { toZyx } from '../../datasets/geometry/index.ts';
import type { ConvStack3DConfig, Weights } from '../model/index.ts';
import { assertBatch } from './check.ts';
import { plainGraph, suitsTiles, tiledGraph } from './cpu-graphs.ts';
import type { FfnNetwork } from './network.ts';

type Onnxruntime = typeof import('onnxruntime-node');

export interface CpuOptions {
  /** Threads of one evaluation; default: one for each core. Results do not depend on it beyond rounding. */
  readonly threads?: number;
  /**
   * Convolutions in three dimensions, or plane by plane with half the multiplications; results differ by rounding. Default: the
   * latter on x64 where all features are multiples of 16, which is when it is faster.
   */
  readonly graph?: 'plain' | 'tiled';
  /** How onnxruntime is had; tests put a stand-in here. */
  readonly load?: () => Promise<Onnxruntime>;
}

/**
 * @throws InvalidDataError where weights do not fit, UnsupportedError where onnxruntime is not installed or
 *   does not start.
 */
export async function createCpuNetwork(
  config: ConvStack3DConfig,
  weights: Weights,
  {
    threads = availableParallelism(),
    graph = suitsTiles(config, process.arch) ? 'tiled' : 'plain',
    load = () => import('onnxruntime-node'),
  }: CpuOptions = {},
): Promise<FfnNetwork> {
  const { model, feeds, logits } = (graph === 'tiled' ? tiledGraph : plainGraph)(config, weights);
  const ort = await loadOnnxruntime(load);
  const session = await ort.InferenceSession.create(model, sessionOptions(threads));
  const info = { fovSize: toZyx(config.fovSize), deltas: toZyx(config.deltas) };
  return {
    info,
    device: `cpu (onnxruntime, ${threads} ${threads === 1 ? 'thread' : 'threads'})`,
    async predict(image, seed, batch) {
      assertBatch(info, image, seed, batch);
      const inputs = Object.entries(feeds(image, seed, batch));
      const outputs = await session.run(
        Object.fromEntries(inputs.map(([n, { data, shape }]) => [n, new ort.Tensor('float32', data, shape)])),
      );
      return logits((output) => float32Of(output, outputs[output]), seed, batch);
    },
    dispose: () => session.release(),
  };
}

/** One operator at a time on a fixed number of threads: the same input gives the same bits again. */
function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    executionMode: 'sequential',
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    // A thread that spins until the others are done takes a core from whatever else runs, or from the thread it waits for.
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  };
}

/** The ONNX model says float32; a session that gives other data breaks its own promise. */
function float32Of(name: string, tensor: Tensor | undefined): Float32Array {
  if (tensor?.data instanceof Float32Array) return tensor.data;
  const got = tensor?.type ?? 'no such output';
  throw new UnsupportedError({ subject: `onnxruntime output "${name}"`, expected: 'float32', got });
}

async function loadOnnxruntime(load: () => Promise<Onnxruntime>): Promise<Onnxruntime> {
  try {
    return await load();
  } catch (cause) {
    throw new UnsupportedError({
      subject: 'CPU backend',
      expected: 'the optional package onnxruntime-node',
      got: cause instanceof Error ? cause.message : 'none',
      cure: 'Install it: npm install --ignore-scripts onnxruntime-node@^1.30.0',
      cause,
    });
  }
}
