import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startThread, type Thread } from '../threads/index.ts';
import type { SkeletonPlan } from './plan.ts';
import { openService, type SkeletonJob } from './service.ts';

/**
 * Threads that carry out jobs of a plan: workers, even for one, so that Ctrl-C is heard within a block; this thread alone
 * where the program runs from a bundle without its worker, as tests do. What they write is the same.
 */
export function createThreads(count: number, plan: SkeletonPlan): Thread<SkeletonJob>[] {
  const url = workerUrl();
  if (!url) return [createOwnThread(plan)];
  return Array.from({ length: count }, () => startThread<SkeletonJob>(url, plan, () => undefined));
}

/** Beside the bundle, or beside this source where Node runs sources. */
function workerUrl(): URL | undefined {
  return ['./skeleton-worker.js', './worker.ts']
    .map((name) => new URL(name, import.meta.url))
    .find((url) => existsSync(fileURLToPath(url)));
}

function createOwnThread(plan: SkeletonPlan): Thread<SkeletonJob> {
  const controller = new AbortController();
  const { signal } = controller;
  const service = openService(plan, { signal, isStopped: () => signal.aborted });
  service.catch(() => undefined);
  return {
    async run(job) {
      await (await service).run(job);
      // A block leaves no turn to others: Ctrl-C is heard in between.
      await new Promise((resolve) => setImmediate(resolve));
    },
    stop: () => controller.abort(),
    close: async () => undefined,
  };
}
