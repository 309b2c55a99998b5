import { initialWeights, type TrainableNetwork } from '../../ffn/training/index.ts';
import { openTrainable, type TrainableChoice } from '../networks/index.ts';
import { createGradientThreads, type GradientThreads } from '../training/index.ts';
import {
  estimateTraining,
  type TrainingEstimate,
  type TrainingPlan,
  threadsText,
} from './estimate-training.ts';

/** What computes gradients, and what training takes there. */
export interface TrainingCompute {
  /** For people: `cpu (2 threads)`, `webgpu (ADAPTER)`. */
  readonly device: string;
  readonly estimate: TrainingEstimate;
  /** The plan with the device's own needs. */
  readonly plan: TrainingPlan;
  readonly network: TrainableNetwork;
  close(): Promise<void>;
}

/** On a GPU or by threads of the CPU, which begin with the first batch. @throws those of `openTrainable`. */
export async function openTrainingCompute(
  plan: TrainingPlan,
  choice: TrainableChoice,
): Promise<TrainingCompute> {
  const { config, options } = plan;
  const source = { config, weights: initialWeights(config, options.seed), batch: options.batchSize };
  const gpu = await openTrainable(source, choice);
  if (!gpu) return onThreads(plan);
  const whole = { ...plan, deviceBytes: gpu.bytes };
  return {
    device: gpu.device,
    estimate: estimateTraining(whole),
    plan: whole,
    network: gpu,
    close: async () => gpu.dispose(),
  };
}

function onThreads(plan: TrainingPlan): TrainingCompute {
  const estimate = estimateTraining(plan);
  const count = estimate.threads;
  let threads: GradientThreads | undefined;
  return {
    device: `cpu (${threadsText(count)})`,
    estimate,
    plan,
    network: {
      gradient(weights, batch) {
        threads ??= createGradientThreads(count, plan.config);
        return threads.network.gradient(weights, batch);
      },
    },
    close: async () => threads?.close(),
  };
}
