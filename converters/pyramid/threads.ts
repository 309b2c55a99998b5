import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startThread, type Thread } from '../threads/index.ts';
import { markAtOnce } from '../writing/index.ts';
import type { PyramidSpec } from './plan.ts';
import { createTaskRunner, type ScaleJob } from './run-task.ts';

interface ThreadOptions {
  readonly onChunk: () => void;
  readonly signal?: AbortSignal;
}

/** Workers, or this thread alone where one is enough or the worker's file is not there. What they write is the same. */
export function createScaleThreads(
  count: number,
  spec: PyramidSpec,
  { onChunk, signal }: ThreadOptions,
): Thread<ScaleJob>[] {
  const url = ['./scales-worker.js', './worker.ts']
    .map((name) => new URL(name, import.meta.url))
    .find((file) => existsSync(fileURLToPath(file)));
  if (count <= 1 || !url) return [createOwnThread(spec, { onChunk, signal })];
  markAtOnce();
  return Array.from({ length: count }, () => startThread<ScaleJob>(url, spec, onChunk));
}

function createOwnThread(spec: PyramidSpec, { onChunk, signal }: ThreadOptions): Thread<ScaleJob> {
  let isStopping = false;
  const isStopped = async () => {
    // Making voxels blocks: Ctrl-C is heard in between.
    await new Promise((resolve) => setImmediate(resolve));
    return isStopping;
  };
  const runner = createTaskRunner(spec, { signal, isStopped, onChunk });
  // Reported with the first job.
  runner.catch(() => undefined);
  return {
    run: async (job) => (await runner).run(job),
    stop() {
      isStopping = true;
    },
    close: async () => undefined,
  };
}
