/** The worker thread of `partitions`: classes of blocks that it is sent. */
import { serveJobs } from '../threads/index.ts';
import { classifyBlock, type PartitionJob } from './classify-block.ts';
import type { PartitionSpec } from './plan.ts';

serveJobs<PartitionJob, PartitionSpec>(async (spec) => ({
  run: async (job) => classifyBlock(spec, job),
  close: async () => undefined,
}));
