/** The worker thread of `coordinates`: encodes and compresses records. */
import type { NumberedVolume } from '../../ffn/training/index.ts';
import { serveJobs } from '../threads/index.ts';
import { createCompressor, type RecordJob } from './compress-records.ts';

serveJobs<RecordJob, readonly NumberedVolume[]>(async (volumes, { note }) => {
  const compress = createCompressor(volumes);
  return { run: async (job) => note(compress(job)), close: async () => undefined };
});
