import { AbortedError } from '../../datasets/errors.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { Service, ThreadIo } from '../threads/index.ts';
import { blocksOf, type SkeletonPlan } from './plan.ts';
import { runBlock } from './run-block.ts';
import { type LabelGroup, runGroup } from './run-group.ts';

/** What one thread does at a time; both write whole objects that are theirs alone. */
export type SkeletonJob = { readonly block: number } | { readonly group: LabelGroup };

/** @returns what carries out jobs of a plan. */
export async function openService(
  plan: SkeletonPlan,
  io: Pick<ThreadIo, 'signal' | 'isStopped'>,
): Promise<Service<SkeletonJob>> {
  const store = createFileStore(plan.folder);
  const volume = (await openPrecomputed(store)).volume(0);
  const blocks = blocksOf(volume.bounds, plan.blockVoxels).length;
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
      if ('block' in job)
        await runBlock({ plan, store, volume, signal: io.signal, throwIfStopped }, job.block);
      else await runGroup({ plan, store, blocks, voxelSizeNm, throwIfStopped }, job.group);
    },
    close: async () => undefined,
  };
}
