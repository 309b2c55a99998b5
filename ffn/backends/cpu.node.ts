/** Networks on the CPU, by onnxruntime: about 110 GFLOP per CPU-second, no GPU and no browser needed. */
import { availableParallelism } from 'node:os';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { UnsupportedError } from '../../datasets/errors.ts';
import { toZyx } from '../../datasets/geometry/index.ts';
import { type ConvStack3DConfig, encodeOnnx, type Weights } from '../model/index.ts';
import { assertBatch } from './check.ts';
import type { FfnNetwork } from './network.ts';

type Onnxruntime = typeof import('onnxruntime-node');

export interface CpuOptions {
  /** Threads of one evaluation; default: one for each core. Results do not depend on it beyond rounding. */
  readonly threads?: number;
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
  { threads = availableParallelism(), load = () => import('onnxruntime-node') }: CpuOptions = {},
): Promise<FfnNetwork> {
  const model = encodeOnnx(config, weights);
  const ort = await loadOnnxruntime(load);
  const session = await ort.InferenceSession.create(model, sessionOptions(threads));
  const info = { fovSize: toZyx(config.fovSize), deltas: toZyx(config.deltas) };
  return {
    info,
    device: `cpu (onnxruntime, ${threads} ${threads === 1 ? 'thread' : 'threads'})`,
    async predict(image, seed, batch) {
      assertBatch(info, image, seed, batch);
      const shape = [batch, 1, ...info.fovSize];
      const { logits } = await session.run({
        image: new ort.Tensor('float32', image, shape),
        seed: new ort.Tensor('float32', seed, shape),
      });
      return float32Of(logits);
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
  };
}

/** The ONNX model says float32; a session that gives other data breaks its own promise. */
function float32Of({ data, type }: Tensor): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new UnsupportedError({ subject: 'onnxruntime output "logits"', expected: 'float32', got: type });
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
