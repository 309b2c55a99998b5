import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { shareOf } from '../tasks/index.ts';
import type { WriteSkeletonsOptions } from './options.ts';
import { blocksOf, runParameters, runsKey, type SkeletonPlan } from './plan.ts';
import { inspectFolder, isThere, readCompletion } from './work-folder.ts';
import type { WrittenSkeletons } from './write-skeletons.ts';

/** What `writeSkeletons` would do; the labels are known when the blocks are read. */
export interface SkeletonForecast {
  /** complete: all is there; unfinished: a run is gone on with. */
  readonly state: 'complete' | 'unfinished' | 'new';
  /** Blocks of this share, and those of them that are done. */
  readonly blocks: number;
  readonly doneBlocks: number;
}

/** Looks and changes nothing. @throws as `writeSkeletons` would before it reads a block. */
export async function forecastSkeletons(
  plan: SkeletonPlan,
  { parameters, force, part }: Pick<WriteSkeletonsOptions, 'parameters' | 'force' | 'part'>,
): Promise<SkeletonForecast> {
  const store = createFileStore(plan.folder);
  const { info, volume } = await openPrecomputed(store);
  const all = blocksOf(volume(0).bounds, plan.blockVoxels).map((_, block) => block);
  const own = shareOf(all, part);
  const isComplete = !force && (await readCompletion<WrittenSkeletons>(store, parameters)) !== undefined;
  if (isComplete) return { state: 'complete', blocks: own.length, doneBlocks: own.length };
  const isResumed = await inspectFolder(store, runParameters(parameters, plan), {
    force,
    named: info.skeletons,
  });
  const done = isResumed ? own.filter((block) => isThere(store, runsKey(block))) : [];
  return { state: isResumed ? 'unfinished' : 'new', blocks: own.length, doneBlocks: done.length };
}
