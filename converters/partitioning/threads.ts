import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startThread, type Thread } from '../threads/index.ts';
import { classifyBlock, type PartitionJob } from './classify-block.ts';
import type { PartitionSpec } from './plan.ts';

/**
 * Threads that classify blocks: workers, or this thread alone where the program runs from a bundle without its worker, as
 * tests do. Their results are the same.
 */
export function createThreads(count: number, spec: PartitionSpec): Thread<PartitionJob>[] {
  const url = workerUrl();
  if (!url) return [createOwnThread(spec)];
  return Array.from({ length: count }, () => startThread<PartitionJob>(url, spec, () => undefined));
}

/** Beside the bundle, or beside this source where Node runs sources. */
function workerUrl(): URL | undefined {
  return ['./partition-worker.js', './worker.ts']
    .map((name) => new URL(name, import.meta.url))
    .find((url) => existsSync(fileURLToPath(url)));
}

function createOwnThread(spec: PartitionSpec): Thread<PartitionJob> {
  return {
    async run(job) {
      classifyBlock(spec, job);
      // A block leaves no turn to others: Ctrl-C is heard in between.
      await new Promise((resolve) => setImmediate(resolve));
    },
    stop: () => undefined,
    close: async () => undefined,
  };
}
