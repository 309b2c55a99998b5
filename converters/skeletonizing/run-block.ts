import { isFloodlightError, TooLargeError } from '../../datasets/errors.ts';
import type { FileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import { findRuns } from '../skeletons/index.ts';
import { blocksOf, runsKey, type SkeletonPlan } from './plan.ts';
import { encodeRuns } from './runs-file.ts';

export interface BlockContext {
  readonly plan: SkeletonPlan;
  readonly store: FileStore;
  readonly volume: Volume;
  readonly signal?: AbortSignal;
}

/** Finds the runs of one block's labels; their file is there as a whole or not at all. @throws TooLargeError without memory for it. */
export async function runBlock(context: BlockContext, index: number): Promise<void> {
  const { store, plan, volume, signal } = context;
  try {
    const box = blocksOf(volume.bounds, plan.blockVoxels)[index]!;
    const block = await volume.read(box, { signal });
    const labels = plan.labels && new Set(plan.labels);
    await store.putStream(runsKey(index), encodeRuns(findRuns({ block, begin: box.begin, labels })));
  } catch (error) {
    if (isFloodlightError(error) || !(error instanceof RangeError)) throw error;
    throw new TooLargeError({
      subject: `${store.name}: block ${index}`,
      expected: `memory for a block of ${plan.blockVoxels} voxels per axis`,
      got: error.message,
      cure: 'Give a smaller --block, or fewer threads with --parallel',
    });
  }
}
