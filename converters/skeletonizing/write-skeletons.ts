import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isFloodlightError, MissingError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { encodeSkeletonInfo, openPrecomputed, RADIUS } from '../../datasets/precomputed/index.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import { runQueue, type Thread } from '../threads/index.ts';
import { type Parameters, takeLock } from '../writing/index.ts';
import { type Census, takeCensus } from './census.ts';
import { blocksOf, OUTPUT_FOLDER, piecesKey, recordKey, type SkeletonPlan, WORK_FOLDER } from './plan.ts';
import type { GroupRecord } from './run-group.ts';
import type { SkeletonJob } from './service.ts';
import { createThreads } from './threads.ts';
import {
  isThere,
  prepareFolder,
  putCompletion,
  readCompletion,
  removeWork,
  removeWorkFolder,
} from './work-folder.ts';

/** What was written; plain JSON, labels as decimal text, ascending. */
export interface WrittenSkeletons {
  readonly labels: readonly string[];
  /** Labels that are too small for a skeleton. */
  readonly skipped: readonly string[];
  readonly vertices: number;
  /** Length of all skeletons, nanometres. */
  readonly lengthNm: number;
  /** Shards; 0 where each skeleton is a file. */
  readonly shards: number;
}

export interface WriteSkeletonsOptions {
  /** Shards, or one file a skeleton; absent: by their number. */
  readonly sharded?: boolean;
  /** Threads. */
  readonly parallel: number;
  /** Replace other skeletons. */
  readonly force: boolean;
  /** All that decides about the bytes: a run goes on only where they are the same. */
  readonly parameters: Parameters;
  readonly signal?: AbortSignal;
  readonly onProgress?: (step: 'blocks' | 'labels', done: number, all: number) => void;
  readonly onMessage?: (text: string) => void;
  /** Called when the skeletons are there, before their record. */
  readonly finish?: (store: FileStore) => Promise<void>;
}

/**
 * Writes the skeletons of a dataset, by several threads, so that they can be stopped at any moment and the same call goes on:
 * first the pieces of each block, then each label's skeleton, `info` and the record last. Every object is there as a whole or
 * not at all, and the bytes do not depend on threads or interruptions.
 * @throws InvalidDataError where other skeletons are; UsageError where another process writes them; AbortedError.
 */
export async function writeSkeletons(
  plan: SkeletonPlan,
  options: WriteSkeletonsOptions,
): Promise<WrittenSkeletons> {
  const store = createFileStore(plan.folder);
  const complete = options.force
    ? undefined
    : await readCompletion<WrittenSkeletons>(store, options.parameters);
  if (complete && !existsSync(join(plan.folder, WORK_FOLDER))) {
    options.onMessage?.(`${plan.folder}/${OUTPUT_FOLDER} is complete: the same command wrote it`);
    return complete;
  }
  const lock = await takeLock(join(plan.folder, WORK_FOLDER), `${plan.folder}/${OUTPUT_FOLDER}`);
  try {
    const summary = complete ?? (await writeAll(store, plan, options));
    await removeWork(store);
    return summary;
  } finally {
    await lock.release();
    await removeWorkFolder(store);
  }
}

async function writeAll(
  store: FileStore,
  plan: SkeletonPlan,
  options: WriteSkeletonsOptions,
): Promise<WrittenSkeletons> {
  const { info, ...dataset } = await openPrecomputed(store);
  const volume = dataset.volume(0);
  const blocks = blocksOf(volume.bounds, plan.blockVoxels).length;
  const named = info.skeletons;
  const isResumed = await prepareFolder(store, options.parameters, { force: options.force, named });
  const done = countBlocks(store, blocks);
  if (isResumed)
    options.onMessage?.(`going on with an unfinished run: ${done} of ${blocks} blocks are there`);
  const threads = createThreads(Math.min(options.parallel, blocks), plan);
  try {
    await runBlocks(store, threads, { blocks, subject: plan.folder, ...options });
    const census = takeCensus(plan, blocks, options.sharded);
    assertFound(plan, census);
    await runGroups(store, threads, { census, subject: plan.folder, ...options });
    return await complete(store, { census, voxelSizeNm: volume.voxelSizeNm ?? [1, 1, 1], options });
  } catch (error) {
    // A run that failed before anything was whole leaves nothing; one that was stopped is to be gone on with.
    const isUseless = isFloodlightError(error, 'missing') || countBlocks(store, blocks) === 0;
    if (isUseless && !isFloodlightError(error, 'aborted')) await removeWork(store);
    throw error;
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

/** @throws MissingError for labels that were asked for and that no block has. */
function assertFound({ folder, labels: wanted = [] }: SkeletonPlan, { labels, skipped }: Census): void {
  const met = new Set([...labels, ...skipped]);
  const absent = wanted.filter((label) => !met.has(label));
  if (absent.length === 0) return;
  const expected = `voxels of label ${absent.join(', ')}`;
  throw new MissingError({ subject: folder, expected, got: 'none' });
}

const countBlocks = (store: FileStore, blocks: number): number =>
  Array.from({ length: blocks }, (_, i) => i).filter((i) => isThere(store, piecesKey(i))).length;

type Threads = readonly Thread<SkeletonJob>[];

async function runBlocks(
  store: FileStore,
  threads: Threads,
  { blocks, ...options }: { readonly blocks: number; readonly subject: string } & WriteSkeletonsOptions,
): Promise<void> {
  const left = Array.from({ length: blocks }, (_, block) => ({ block })).filter(
    ({ block }) => !isThere(store, piecesKey(block)),
  );
  let done = blocks - left.length;
  const onDone = () => options.onProgress?.('blocks', ++done, blocks);
  await runQueue<SkeletonJob>(threads, left, { ...options, onDone });
}

async function runGroups(
  store: FileStore,
  threads: Threads,
  { census, ...options }: { readonly census: Census; readonly subject: string } & WriteSkeletonsOptions,
): Promise<void> {
  const all = census.labels.length;
  const left = census.groups.filter(({ index }) => !isThere(store, recordKey(index)));
  let done = all - left.reduce((sum, { labels }) => sum + labels.length, 0);
  const jobs: SkeletonJob[] = left.map((group) => ({ group }));
  const onDone = (job: SkeletonJob) => {
    if ('group' in job) done += job.group.labels.length;
    options.onProgress?.('labels', done, all);
  };
  await runQueue(threads, jobs, { ...options, onDone });
}

interface Completing {
  readonly census: Census;
  readonly voxelSizeNm: Xyz;
  readonly options: WriteSkeletonsOptions;
}

/** `info`, what the caller adds, and the record, in this order. */
async function complete(
  store: FileStore,
  { census, voxelSizeNm: [x, y, z], options }: Completing,
): Promise<WrittenSkeletons> {
  const { labels, skipped, sharding, groups } = census;
  let [vertices, lengthNm] = [0, 0];
  for (const { index } of groups) {
    const record = JSON.parse(new TextDecoder().decode(await store.get(recordKey(index)))) as GroupRecord;
    vertices += record.vertices;
    lengthNm += record.lengthNm;
  }
  const transform = [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0];
  const info = encodeSkeletonInfo({ transform, attributes: [RADIUS], sharding });
  await store.put(`${OUTPUT_FOLDER}/info`, info);
  const summary: WrittenSkeletons = {
    labels: labels.map(String),
    skipped: skipped.map(String),
    vertices,
    lengthNm,
    shards: sharding ? groups.length : 0,
  };
  await options.finish?.(store);
  await putCompletion(store, { parameters: options.parameters, summary });
  return summary;
}
