import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ConvStack3DConfig, Weights } from '../../ffn/model/index.ts';
import {
  type BatchGradient,
  createNetworkInParts,
  createTrainableStack,
  type Example,
  type ExampleGradient,
  type TrainableNetwork,
} from '../../ffn/training/index.ts';
import { startThread } from '../threads/index.ts';

export interface GradientJob {
  readonly weights: Weights;
  readonly example: Example;
}

/** A network that trains on several threads: the same numbers for any number of them. */
export interface GradientThreads {
  readonly network: TrainableNetwork;
  close(): Promise<void>;
}

/**
 * Workers that compute gradients, or this thread alone where the program runs from a bundle without its worker, as tests do.
 * Memory: see `bytesOfStack`, each.
 */
export function createGradientThreads(count: number, config: ConvStack3DConfig): GradientThreads {
  const url = workerUrl();
  const threads = url ? Array.from({ length: count }, () => startWorker(url, config)) : [ownThread(config)];
  const idle = threads.map(({ gradientOf }) => gradientOf);
  const waiting: ((free: ExampleGradient) => void)[] = [];
  const take = async (): Promise<ExampleGradient> =>
    idle.shift() ?? (await new Promise<ExampleGradient>((resolve) => waiting.push(resolve)));
  const giveBack = (free: ExampleGradient): void => {
    const next = waiting.shift();
    if (next) next(free);
    else idle.push(free);
  };
  return {
    network: createNetworkInParts(async (weights, example) => {
      const gradientOf = await take();
      try {
        return await gradientOf(weights, example);
      } finally {
        giveBack(gradientOf);
      }
    }),
    async close() {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

interface GradientThread {
  readonly gradientOf: ExampleGradient;
  close(): Promise<void>;
}

function startWorker(url: URL, config: ConvStack3DConfig): GradientThread {
  let result: BatchGradient | undefined;
  const thread = startThread<GradientJob>(url, config, (note) => {
    result = note as BatchGradient;
  });
  return {
    async gradientOf(weights, example) {
      await thread.run({ weights, example });
      return result!;
    },
    close: () => thread.close(),
  };
}

/** Beside the bundle, or beside this source where Node runs sources. */
function workerUrl(): URL | undefined {
  return ['./train-worker.js', './worker.ts']
    .map((name) => new URL(name, import.meta.url))
    .find((url) => existsSync(fileURLToPath(url)));
}

function ownThread(config: ConvStack3DConfig): GradientThread {
  const network = createTrainableStack(config);
  return {
    async gradientOf(weights, example) {
      // An example leaves no turn to others: Ctrl-C is heard in between.
      await new Promise((resolve) => setImmediate(resolve));
      return network.gradient(weights, [example]);
    },
    close: async () => undefined,
  };
}
