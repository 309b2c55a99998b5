import { existsSync } from 'node:fs';
import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFloodlightError } from '../../datasets/errors.ts';
import { encodeInfo } from '../../datasets/precomputed/index.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import type { Part } from '../tasks/index.ts';
import { enterFolder, enterLast, isShare, removeDeadShares } from './enter.ts';
import { takeLock } from './lock.ts';
import { WORK_FOLDER } from './part.ts';
import { chunksOf } from './pieces.ts';
import { createTarget, planWrite, type Target, type TargetSpec } from './plan.ts';
import type { Parameters } from './plan-record.ts';
import { stopped } from './run-job.ts';
import { closeThreads, runJobs } from './run-jobs.ts';
import { createSchedule } from './schedule.ts';
import type { SourceSpec } from './source.ts';
import { createThreads } from './threads.ts';
import {
  assertFree,
  joinRun,
  leftOf,
  PLAN_KEY,
  prepareFolder,
  removeEmptyWork,
  removeWork,
  removeWorkFolder,
  sweep,
} from './work-folder.ts';

export interface WriteVolumeOptions {
  /** Opens the same volume in other threads; without it, this thread reads for all. */
  readonly source?: SourceSpec;
  /** Threads. */
  readonly parallel: number;
  /** Begin again where a dataset or another unfinished run is. */
  readonly force: boolean;
  /** All that decides about the bytes: a run goes on only where they are the same. */
  readonly parameters: Parameters;
  /** A share of the pieces; others may write theirs at the same time. Not with `force`. */
  readonly part?: Part;
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneChunks: number, allChunks: number) => void;
  /** Called where an earlier run is continued. */
  readonly onResume?: (doneChunks: number, allChunks: number) => void;
  /** Called when the dataset is complete, `info` included, before the traces of the run go. */
  readonly finish?: (store: FileStore) => Promise<void>;
}

/**
 * Writes a volume as a precomputed dataset, by several threads, so that it can be stopped at any moment, by Ctrl-C, a full
 * disk or `kill -9`, and the same call goes on: every object is there as a whole or not at all, and the bytes are those of an
 * undisturbed run. A run that fails before anything is whole leaves nothing. `info` comes last. Memory: a piece (16 MiB or a chunk) for each thread, decoded and encoded, and what
 * the source keeps.
 * @returns whether the dataset is complete: after a share it is where all others were done.
 * @throws InvalidDataError where something else is in the folder; UsageError where another process writes to it;
 * AbortedError; DiskFullError; those of the source.
 */
export async function writeVolume(
  spec: TargetSpec,
  volume: Volume,
  options: WriteVolumeOptions,
): Promise<boolean> {
  const { output } = spec;
  const target = createTarget(spec);
  const store = createFileStore(output);
  const isNew = !existsSync(output);
  const lock = await enterFolder(output, options.part);
  try {
    if (isShare(options.part)) return await writeShare(target, store, volume, options);
    const resumed = await prepareFolder(store, target, options.parameters, options);
    await writeObjects(target, volume, { ...options, resumed }).catch(async (error: unknown) => {
      // Of a run that was stopped the plan stays: it is to be gone on with. The error that ended another says more than
      // one of the tidying.
      if (!isFloodlightError(error, 'aborted')) await removeEmptyWork(target).catch(() => undefined);
      throw error;
    });
    await complete(target, store, options);
    return true;
  } finally {
    await lock.release();
    await removeWorkFolder(output);
    // Empty only where the run left nothing.
    if (isNew) await rmdir(output).catch(() => undefined);
  }
}

async function complete(target: Target, store: FileStore, options: WriteVolumeOptions): Promise<void> {
  await store.put('info', encodeInfo(target.info));
  await options.finish?.(store);
  await removeWork(target);
}

/** Writes a share of the pieces; the last to finish puts shards together and writes the info. */
async function writeShare(
  target: Target,
  store: FileStore,
  volume: Volume,
  options: WriteVolumeOptions,
): Promise<boolean> {
  const resumed = await joinRun(store, target, options.parameters);
  await writeObjects(target, volume, { ...options, resumed });
  if (leftOf(target, planWrite(target)).pieces.length > 0) return false;
  const last = await enterLast(target.output);
  if (!last) return false;
  try {
    // Another share may have finished it all meanwhile.
    if (existsSync(join(target.output, 'info')) && !(await store.get(PLAN_KEY))) return true;
    await sweep(target);
    await writeObjects(target, volume, { ...options, part: undefined, resumed: false });
    await complete(target, store, options);
    await removeDeadShares(target.output);
    return true;
  } finally {
    await last.release();
  }
}

/**
 * Removes what a run leaves that was killed after its dataset was complete.
 * @throws UsageError where another process writes to the folder.
 */
export async function clearFinished(output: string): Promise<void> {
  if (!existsSync(join(output, WORK_FOLDER))) return;
  const lock = await takeLock(join(output, WORK_FOLDER), output);
  try {
    await removeWork({ output });
  } finally {
    await lock.release();
    await removeWorkFolder(output);
  }
}

/**
 * Looks whether `writeVolume` would begin or go on; changes nothing. @returns whether it would go on.
 * @throws InvalidDataError as it would.
 */
export async function assertWritable(spec: TargetSpec, parameters: Parameters): Promise<boolean> {
  return assertFree(createFileStore(spec.output), createTarget(spec), parameters);
}

async function writeObjects(
  target: Target,
  volume: Volume,
  options: WriteVolumeOptions & { readonly resumed: boolean },
): Promise<void> {
  const { signal, onProgress, onResume, parallel, source, part } = options;
  const plan = planWrite(target);
  const all = leftOf(target, plan);
  // A share puts no shards together: their pieces are everybody's.
  const left = isShare(part)
    ? { pieces: all.pieces.filter(({ index }) => index % part.count === part.index), shards: [] }
    : all;
  let done = plan.chunks - all.pieces.reduce((sum, piece) => sum + chunksOf(piece), 0);
  if (options.resumed) onResume?.(done, plan.chunks);
  if (signal?.aborted) throw stopped(target.output);
  const onChunk = () => onProgress?.(++done, plan.chunks);
  const count = Math.min(parallel, left.pieces.length + left.shards.length);
  if (count > 0) {
    const threads = createThreads(count, target, { volume, source, onChunk, signal });
    const schedule = createSchedule(left);
    await runJobs(threads, schedule, { signal, subject: target.output }).finally(() => closeThreads(threads));
  }
}
