import { TooLargeError } from '../../datasets/errors.ts';
import type { FileStore } from '../../datasets/stores/index.node.ts';
import { runTasks, shareOf } from '../tasks/index.ts';
import type { Thread } from '../threads/index.ts';
import type { Census, LabelGroup } from './census.ts';
import type { WriteSkeletonsOptions } from './options.ts';
import { recordKey } from './plan.ts';
import type { SkeletonJob } from './service.ts';
import { isThere } from './work-folder.ts';

/** What a thread holds of the box around a component at most. */
const BYTES_PER_VOXEL = 15;

interface LabelPhase extends WriteSkeletonsOptions {
  readonly census: Census;
  readonly maxBoxVoxels: number;
  readonly subject: string;
}

/**
 * Makes the skeletons of this share's groups, large ones first; those that need more memory than a thread's share, by as many threads as
 * it suffices for, after the others.
 * @throws TooLargeError for a label that does not fit into a memory that was given.
 */
export async function runGroups(
  store: FileStore,
  threads: readonly Thread<SkeletonJob>[],
  phase: LabelPhase,
): Promise<void> {
  const { census, maxBoxVoxels, memoryBytes, subject } = phase;
  const own = shareOf(census.groups, phase.part);
  const left = own.filter(({ index }) => !isThere(store, recordKey(index)));
  const bytesOf = ({ boxVoxels }: LabelGroup) => BYTES_PER_VOXEL * Math.min(boxVoxels, maxBoxVoxels);
  const most = left.reduce((bytes, group) => Math.max(bytes, bytesOf(group)), 0);
  if (phase.isMemoryGiven && most > memoryBytes) throw tooLarge(subject, most, memoryBytes);
  const all = countLabels(own);
  let done = all - countLabels(left);
  const onDone = (job: SkeletonJob) => {
    if ('group' in job) done += job.group.labels.length;
    phase.onProgress?.('labels', done, all);
  };
  const run = async (workers: readonly Thread<SkeletonJob>[], groups: readonly LabelGroup[]) => {
    const sorted = [...groups].sort((a, b) => b.boxVoxels - a.boxVoxels || a.index - b.index);
    await runTasks<SkeletonJob>(
      workers,
      sorted.map((group) => ({ group })),
      { ...phase, onDone },
    );
  };
  const isSmall = (group: LabelGroup) => bytesOf(group) <= memoryBytes / threads.length;
  await run(threads, left.filter(isSmall));
  const few = Math.max(1, Math.min(threads.length, Math.floor(memoryBytes / Math.max(1, most))));
  await run(
    threads.slice(0, few),
    left.filter((group) => !isSmall(group)),
  );
}

const countLabels = (groups: readonly LabelGroup[]) =>
  groups.reduce((sum, { labels }) => sum + labels.length, 0);

const tooLarge = (subject: string, label: number, memory: number) =>
  new TooLargeError({
    subject,
    expected: `labels of at most ${(memory / 1e9).toPrecision(2)} GB (--memory)`,
    got: `${(label / 1e9).toPrecision(2)} GB for one`,
    cure: 'Give a smaller --max-box and --force, or more memory',
  });
