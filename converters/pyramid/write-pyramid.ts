import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFloodlightError } from '../../datasets/errors.ts';
import type { FileStore } from '../../datasets/stores/index.node.ts';
import { closeThreads, isObject, runJobs, stopped } from '../writing/index.ts';
import { putScales } from './info-scales.ts';
import { chunksOfRounds, createRoundQueue, leftOfRound } from './left.ts';
import { PARTS, type PyramidSpec, planRounds } from './plan.ts';
import { createScaleThreads } from './threads.ts';
import { type PyramidWork, prepareScales, removeScalesWork } from './work.ts';

export interface WritePyramidOptions {
  /** Threads. */
  readonly parallel: number;
  /** Make scales again that are there after the kept ones. */
  readonly force: boolean;
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
 * @throws InvalidDataError where something else is in the way; AbortedError; DiskFullError; those of the source.
 */
export async function writePyramid(
  spec: PyramidSpec,
  work: PyramidWork,
  options: WritePyramidOptions,
): Promise<void> {
  const resumed = await prepareScales(work, options.force);
  await writeRounds(spec, { ...options, resumed }).catch(async (error: unknown) => {
    // A run that was stopped is to be gone on with; one that failed before anything was whole leaves nothing.
    if (!isFloodlightError(error, 'aborted')) await removeEmptyWork(work).catch(() => undefined);
    throw error;
  });
  await finishScales(spec, work, options.finish);
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
  const { signal, onProgress, onResume, parallel, resumed } = options;
  const rounds = planRounds(spec);
  const all = chunksOfRounds(rounds);
  const left = rounds.map((round) => leftOfRound(spec, round));
  let done = all - left.reduce((sum, { chunks }) => sum + chunks, 0);
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

async function removeEmptyWork(work: PyramidWork): Promise<void> {
  for (const folder of [PARTS, ...work.keys]) {
    const names = await readdir(join(work.output, folder)).catch(() => []);
    if (names.some((name) => isObject(name) || name.endsWith('.part'))) return;
  }
  await removeScalesWork(work);
  for (const key of work.keys) await rmdir(join(work.output, key)).catch(() => undefined);
}
