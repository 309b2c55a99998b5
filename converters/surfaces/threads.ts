import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startThread, type Thread } from '../threads/index.ts';
import type { MeshContext } from './context.ts';
import { type MeshTask, runMeshTask } from './tasks.ts';
import type { MeshWorkerData } from './worker.ts';

/** Beside the bundle, or beside this source where Node runs sources. */
const workerUrl = (): URL | undefined =>
  ['./mesh-worker.js', './worker.ts']
    .map((name) => new URL(name, import.meta.url))
    .find((url) => existsSync(fileURLToPath(url)));

/**
 * Threads that carry out tasks: workers, or this thread alone where one is enough or others cannot open the dataset. What they
 * write is the same.
 * @param folder of the dataset; undefined: it is not in a folder.
 */
export function createThreads(
  count: number,
  folder: string | undefined,
  context: MeshContext,
  onLabel: () => void,
): Thread<MeshTask>[] {
  const url = workerUrl();
  if (count <= 1 || folder === undefined || !url) return [ownThread(context, onLabel)];
  const data: MeshWorkerData = { folder, spec: context.spec };
  return Array.from({ length: count }, () => startThread<MeshTask>(url, data, onLabel));
}

function ownThread(context: MeshContext, onLabel: () => void): Thread<MeshTask> {
  let stopped = false;
  return {
    async run(task) {
      // Meshing blocks: Ctrl-C is heard in between.
      await new Promise((resolve) => setImmediate(resolve));
      await runMeshTask(context, task, { isStopped: () => stopped, onLabel });
    },
    stop() {
      stopped = true;
    },
    close: async () => undefined,
  };
}
