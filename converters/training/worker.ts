/** The worker thread of `train`: gradients of the examples that it is sent. */
import type { ConvStack3DConfig } from '../../ffn/model/index.ts';
import { createTrainableStack } from '../../ffn/training/index.ts';
import { serveJobs } from '../threads/index.ts';
import type { GradientJob } from './gradient-threads.ts';

serveJobs<GradientJob, ConvStack3DConfig>(async (config, { note }) => {
  const network = createTrainableStack(config);
  return {
    run: async ({ weights, example }) => note(await network.gradient(weights, [example])),
    close: async () => undefined,
  };
});
