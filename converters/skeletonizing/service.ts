import { AbortedError } from '../../datasets/errors.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { createTools } from '../skeletons/index.ts';
import type { Service, ThreadIo } from '../threads/index.ts';
import type { LabelGroup, ShardTask } from './census.ts';
import type { SkeletonPlan } from './plan.ts';
import { runBlock } from './run-block.ts';
import { runGroup } from './run-group.ts';
import { runShard } from './run-shard.ts';

/** What one thread does at a time; each writes whole objects that are its alone. */
export type SkeletonJob =
  | { readonly block: number }
  | { readonly group: LabelGroup }
  | { readonly shard: ShardTask };

/** @returns what carries out jobs of a plan. */
export async function openService(
  plan: SkeletonPlan,
  io: Pick<ThreadIo, 'signal' | 'isStopped'>,
): Promise<Service<SkeletonJob>> {
  const store = createFileStore(plan.folder);
  const volume = (await openPrecomputed(store)).volume(0);
  const { bounds } = volume;
  const tools = createTools();
  const voxelSizeNm = volume.voxelSizeNm ?? ([1, 1, 1] as const);
  const throwIfStopped = () => {
    if (io.isStopped())
      throw new AbortedError({
        subject: plan.folder,
        expected: 'to run to its end',
        got: 'a request to stop',
      });
  };
  return {
    async run(job) {
      throwIfStopped();
      if ('block' in job) await runBlock({ plan, store, volume, signal: io.signal }, job.block);
      else if ('group' in job)
        await runGroup({ plan, store, bounds, voxelSizeNm, tools, throwIfStopped }, job.group);
      else await runShard({ plan, store }, job.shard);
    },
    close: async () => undefined,
  };
}
