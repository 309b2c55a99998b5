import { isFloodlightError, TooLargeError } from '../../datasets/errors.ts';
import type { FileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import { skeletonizeBlock } from '../skeletons/index.ts';
import { encodePieces } from './pieces-file.ts';
import { blocksOf, piecesKey, type SkeletonPlan } from './plan.ts';

export interface BlockContext {
  readonly plan: SkeletonPlan;
  readonly store: FileStore;
  readonly volume: Volume;
  readonly signal?: AbortSignal;
  /** Asked between labels. */
  throwIfStopped(): void;
}

/** Makes the pieces of one block; their file is there as a whole or not at all. @throws TooLargeError without memory for it. */
export async function runBlock(context: BlockContext, index: number): Promise<void> {
  const { store, plan } = context;
  try {
    const pieces = await skeletonizeOne(context, index);
    await store.putStream(piecesKey(index), pieces);
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

async function skeletonizeOne(context: BlockContext, index: number): Promise<Uint8Array[]> {
  const { plan, volume, signal, throwIfStopped } = context;
  const { bounds } = volume;
  const box = blocksOf(bounds, plan.blockVoxels)[index]!;
  const sharedFaces = ([0, 1, 2] as const).flatMap((axis) => [
    ...(box.begin[axis] > bounds.begin[axis] ? [{ axis, isUpper: false }] : []),
    ...(box.end[axis] < bounds.end[axis] ? [{ axis, isUpper: true }] : []),
  ]);
  const block = await volume.read(box, { signal });
  const voxelSizeNm = volume.voxelSizeNm ?? ([1, 1, 1] as const);
  const labels = plan.labels && new Set(plan.labels);
  const input = { block, begin: box.begin, voxelSizeNm, sharedFaces, labels, onComponent: throwIfStopped };
  return encodePieces(skeletonizeBlock(input, plan.options));
}
