import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import type { Box } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { startThread, type Thread } from '../threads/index.ts';
import { boxOfPiece } from './pieces.ts';
import type { Target } from './plan.ts';
import { runJob } from './run-job.ts';
import type { Job } from './schedule.ts';
import { isCostlyToOpen, type SourceSpec } from './source.ts';
import type { WorkerData, WorkerJob } from './worker.ts';

export interface ThreadOptions {
  /** The volume, open in this thread. */
  readonly volume: Volume;
  /** Absent where other threads cannot open it. */
  readonly source?: SourceSpec;
  readonly onChunk: () => void;
  readonly signal?: AbortSignal;
}

/**
 * Threads that carry out jobs of a target: workers, or this thread alone where one is enough, or where the program runs from
 * a bundle without its worker, as tests do. What they write is the same.
 */
export function createThreads(count: number, target: Target, options: ThreadOptions): Thread<Job>[] {
  const url = workerUrl();
  if (count <= 1 || !url) return [createOwnThread(target, options)];
  markAtOnce();
  return Array.from({ length: count }, () => createWorker(url, target, options));
}

/**
 * A thread's heap is small, its buffers are large and outside: each fills the quota at which V8 begins to mark in steps, at
 * the price of a write barrier and a helper thread. Marking at once took a tenth less CPU time in all, 7.2 s instead of 8.1 s.
 */
export const markAtOnce = (): void => setFlagsFromString('--no-incremental-marking');

/** Beside the bundle, or beside this source where Node runs sources. */
function workerUrl(): URL | undefined {
  return ['./convert-worker.js', './worker.ts']
    .map((name) => new URL(name, import.meta.url))
    .find((url) => existsSync(fileURLToPath(url)));
}

function createOwnThread(target: Target, { volume, onChunk, signal }: ThreadOptions): Thread<Job> {
  let stopped = false;
  const isStopped = async () => {
    // Compression blocks: Ctrl-C is heard in between.
    await new Promise((resolve) => setImmediate(resolve));
    return stopped;
  };
  const read = (box: Box) => volume.read(box, { signal });
  return {
    run: (job) => runJob({ target, read, isStopped, onChunk }, job),
    stop() {
      stopped = true;
    },
    close: async () => undefined,
  };
}

function createWorker(
  url: URL,
  target: Target,
  { volume, source, onChunk, signal }: ThreadOptions,
): Thread<Job> {
  const { output, info, gzipLevel } = target;
  const reopened = source && !isCostlyToOpen(source) ? source : undefined;
  const data: WorkerData = { target: { output, info, gzipLevel }, source: reopened };
  const thread = startThread<WorkerJob>(url, data, onChunk);
  return {
    ...thread,
    async run(job) {
      if (reopened || 'assemble' in job) return thread.run({ job });
      const block = await volume.read(boxOfPiece(target.grid, job.piece), { signal });
      return thread.run({ job, block }, [block.data.buffer as ArrayBuffer]);
    },
  };
}
