/** The worker thread of `convert`: opens the source and the target for itself and carries out jobs. */
import { registerNodeCodecs } from '../../datasets/codecs/index.node.ts';
import type { Box } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { serveJobs } from '../threads/index.ts';
import { createTarget, type TargetSpec } from './plan.ts';
import { runJob } from './run-job.ts';
import type { Job } from './schedule.ts';
import { openSource, type SourceSpec } from './source.ts';

export interface WorkerData {
  readonly target: TargetSpec;
  /** Absent where blocks come with the jobs. */
  readonly source?: SourceSpec;
}

export interface WorkerJob {
  readonly job: Job;
  readonly block?: VoxelBlock;
}

registerNodeCodecs();

serveJobs<WorkerJob, WorkerData>(async (data, { signal, isStopped, note }) => {
  const target = createTarget(data.target);
  const source = data.source && (await openSource(data.source, signal));
  return {
    async run({ job, block }) {
      const read = async (box: Box) => block ?? source!.volume.read(box, { signal });
      await runJob({ target, read, isStopped, onChunk: () => note(1) }, job);
    },
    close: async () => source?.close(),
  };
});
