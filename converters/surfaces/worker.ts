/** The worker thread of `mesh`: opens the dataset for itself and carries out tasks. */
import { registerNodeCodecs } from '../../datasets/codecs/index.node.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { serveJobs } from '../threads/index.ts';
import { openContext } from './context.ts';
import type { MeshSpec } from './spec.ts';
import { type MeshTask, runMeshTask } from './tasks.ts';

export interface MeshWorkerData {
  readonly folder: string;
  readonly spec: MeshSpec;
}

registerNodeCodecs();

serveJobs<MeshTask, MeshWorkerData>(async ({ folder, spec }, { signal, isStopped, note }) => {
  const context = await openContext(createFileStore(folder), spec, signal);
  return {
    run: (task) => runMeshTask(context, task, { isStopped, onLabel: () => note(1) }),
    close: async () => undefined,
  };
});
