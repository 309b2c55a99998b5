import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFloodlightError } from '../../datasets/errors.ts';
import type { FileStore } from '../../datasets/stores/index.node.ts';
import type { Part } from '../tasks/index.ts';
import {
  closeThreads,
  enterLast,
  isObject,
  isShare,
  removeDeadShares,
  runJobs,
  SCALES_PLAN,
  stopped,
} from '../writing/index.ts';
import { putScales } from './info-scales.ts';
import { chunksOfRounds, createRoundQueue, type LeftOfRound, leftOfRound } from './left.ts';
import { PARTS, type PyramidSpec, planRounds } from './plan.ts';
import { createScaleThreads } from './threads.ts';
import { joinScales, type PyramidWork, prepareScales, removeScalesWork, sweep } from './work.ts';

export interface WritePyramidOptions {
  /** Threads. */
  readonly parallel: number;
  /** Make scales again that are there after the kept ones. */
  readonly force: boolean;
  /** A share of the work; others may do theirs at the same time. Not with `force`. */
  readonly part?: Part;
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneChunks: number, allChunks: number) => void;
  /** Called where an earlier run is continued. */
  readonly onResume?: (doneChunks: number, allChunks: number) => void;
  /** Called when the scales are in the info, before the traces of the run go. */
  readonly finish?: (store: FileStore) => Promise<void>;
}

/**
 * Adds scales to a dataset, by several threads, so that it can be stopped at any moment and the same call goes on: every
 * object is there as a whole or not at all, and the info names the new scales last, all at once. To be called by who holds
 * the dataset's lock. Memory: for each thread what one chunk is made of, and a chunk of each scale of a round.
 * @returns whether the scales are complete: after a share they are where all others were done.
 * @throws InvalidDataError where something else is in the way; AbortedError; DiskFullError; those of the source.
 */
export async function writePyramid(
  spec: PyramidSpec,
  work: PyramidWork,
  options: WritePyramidOptions,
): Promise<boolean> {
  if (isShare(options.part)) return writeShare(spec, work, options);
  const resumed = await prepareScales(work, options.force);
  await writeRounds(spec, { ...options, resumed }).catch(async (error: unknown) => {
    // A run that was stopped is to be gone on with; one that failed before anything was whole leaves nothing.
    if (!isFloodlightError(error, 'aborted')) await removeEmptyWork(work).catch(() => undefined);
    throw error;
  });
  await finishScales(spec, work, options.finish);
  return true;
}

/** Makes a share of the first round, which is nearly all of the work; the last to finish does the rest. */
async function writeShare(
  spec: PyramidSpec,
  work: PyramidWork,
  options: WritePyramidOptions,
): Promise<boolean> {
  const resumed = await joinScales(work);
  await writeRounds(spec, { ...options, resumed });
  const [first] = planRounds(spec);
  if (first && leftOfRound(spec, first).tasks.length > 0) return false;
  const last = await enterLast(work.output);
  if (!last) return false;
  try {
    // Another share may have finished it all meanwhile.
    if (!(await work.store.get(SCALES_PLAN))) return true;
    await sweep(work);
    await writeRounds(spec, { ...options, part: undefined, resumed: false });
    await finishScales(spec, work, options.finish);
    await removeDeadShares(work.output);
    return true;
  } finally {
    await last.release();
  }
}

/** Names the scales in the info, now that all their objects are there. */
async function finishScales(
  spec: PyramidSpec,
  work: PyramidWork,
  finish: WritePyramidOptions['finish'],
): Promise<void> {
  await putScales(work.store, work.info, work.keep, spec.info.scales.slice(1));
  await finish?.(work.store);
  await removeScalesWork(work);
}

async function writeRounds(
  spec: PyramidSpec,
  options: WritePyramidOptions & { readonly resumed: boolean },
): Promise<void> {
  const { signal, onProgress, onResume, parallel, resumed, part } = options;
  const rounds = planRounds(spec);
  const all = chunksOfRounds(rounds);
  const every = rounds.map((round) => leftOfRound(spec, round));
  const left = isShare(part) ? [shareOfRound(every[0], part)] : every;
  let done = all - every.reduce((sum, { chunks }) => sum + chunks, 0);
  if (resumed) onResume?.(done, all);
  if (signal?.aborted) throw stopped(spec.output);
  const most = Math.max(0, ...left.map(({ tasks, shards }) => tasks.length + shards.size));
  if (most === 0) return;
  const onChunk = () => onProgress?.(Math.min(++done, all), all);
  const threads = createScaleThreads(Math.min(parallel, most), spec, { onChunk, signal });
  try {
    for (const [i, rest] of left.entries()) {
      await runJobs(threads, createRoundQueue(i, rest), { signal, subject: spec.output });
    }
  } finally {
    await closeThreads(threads);
  }
}

/** A share puts no shards together: their parts are everybody's. */
const shareOfRound = (left: LeftOfRound, part: Part): LeftOfRound => ({
  ...left,
  tasks: left.tasks.filter((task) => task % part.count === part.index),
  shards: new Map(),
});

async function removeEmptyWork(work: PyramidWork): Promise<void> {
  for (const folder of [PARTS, ...work.keys]) {
    const names = await readdir(join(work.output, folder)).catch(() => []);
    if (names.some((name) => isObject(name) || name.endsWith('.part'))) return;
  }
  await removeScalesWork(work);
  for (const key of work.keys) await rmdir(join(work.output, key)).catch(() => undefined);
}
