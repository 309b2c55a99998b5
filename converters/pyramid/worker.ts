/** The worker thread of `downsample`: makes the plan for itself and carries out jobs. */
import { registerNodeCodecs } from '../../datasets/codecs/index.node.ts';
import { serveJobs } from '../threads/index.ts';
import type { PyramidSpec } from './plan.ts';
import { createTaskRunner, type ScaleJob } from './run-task.ts';

registerNodeCodecs();

serveJobs<ScaleJob, PyramidSpec>(async (spec, { signal, isStopped, note }) => {
  const runner = await createTaskRunner(spec, { signal, isStopped, onChunk: () => note(1) });
  return { run: (job) => runner.run(job), close: async () => undefined };
});
