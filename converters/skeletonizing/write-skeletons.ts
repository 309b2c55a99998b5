import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isFloodlightError, MissingError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { encodeSkeletonInfo, RADIUS } from '../../datasets/precomputed/skeletons/index.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import { runTasks, shareOf } from '../tasks/index.ts';
import type { Thread } from '../threads/index.ts';
import { type Census, takeCensus } from './census.ts';
import { runGroups } from './label-phase.ts';
import type { WriteSkeletonsOptions } from './options.ts';
import {
  blocksOf,
  OUTPUT_FOLDER,
  recordKey,
  runParameters,
  runsKey,
  type SkeletonPlan,
  shardKey,
  WORK_FOLDER,
} from './plan.ts';
import type { GroupRecord } from './run-group.ts';
import type { SkeletonJob } from './service.ts';
import { createThreads } from './threads.ts';
import {
  enter,
  isThere,
  joinRun,
  prepareFolder,
  putCompletion,
  readCompletion,
  removeWork,
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
  /** Components of labels that are larger than `maxBoxVoxels`: they were cut by a fixed grid. */
  readonly cut: number;
}

/** What other shares of the run have not yet done. */
export type WaitingFor = 'blocks' | 'labels' | 'shards' | 'part 1';

/**
 * Writes the skeletons of a dataset, by several threads, so that they can be stopped at any moment and the same call goes on:
 * first the runs of each block's labels, then each label's skeleton, then shards, `info` and the record last. Every object is there as a
 * whole or not at all, and the bytes do not depend on blocks, threads or interruptions.
 * @throws InvalidDataError where other skeletons are; UsageError where another process writes them; AbortedError.
 */
export async function writeSkeletons(
  plan: SkeletonPlan,
  options: WriteSkeletonsOptions,
): Promise<WrittenSkeletons | WaitingFor> {
  const store = createFileStore(plan.folder);
  const findComplete = () => readCompletion<WrittenSkeletons>(store, options.parameters);
  const complete = options.force ? undefined : await findComplete();
  const isShare = options.part.count > 1;
  if (complete && (isShare || !existsSync(join(plan.folder, WORK_FOLDER)))) {
    options.onMessage?.(`${plan.folder}/${OUTPUT_FOLDER} is complete: the same command wrote it`);
    return complete;
  }
  const leave = await enter(store, options.part);
  try {
    const summary = complete ?? (await writeAll(store, plan, options));
    if (typeof summary !== 'string') await removeWork(store);
    return summary;
  } catch (error) {
    // The first share ends the run, and removes what another may still be looking at.
    const ended = isShare && !isFloodlightError(error, 'aborted') ? await findComplete() : undefined;
    if (ended) return ended;
    throw error;
  } finally {
    await leave();
  }
}

async function writeAll(
  store: FileStore,
  plan: SkeletonPlan,
  options: WriteSkeletonsOptions,
): Promise<WrittenSkeletons | WaitingFor> {
  const { info, ...dataset } = await openPrecomputed(store);
  const volume = dataset.volume(0);
  const blocks = blocksOf(volume.bounds, plan.blockVoxels).length;
  await begin(store, plan, { blocks, named: info.skeletons, options });
  const threads = createThreads(options.parallel, plan);
  try {
    await runBlocks(store, threads, { blocks, subject: plan.folder, ...options });
    if (countBlocks(store, blocks) < blocks) return 'blocks';
    const census = takeCensus(plan, blocks, options.sharded);
    assertFound(plan, census);
    const { maxBoxVoxels } = plan;
    await runGroups(store, threads, { census, maxBoxVoxels, subject: plan.folder, ...options });
    if (census.groups.some(({ index }) => !isThere(store, recordKey(index)))) return 'labels';
    await runShards(store, threads, { census, subject: plan.folder, ...options });
    if (census.shards.some(({ name }) => !isThere(store, shardKey(name)))) return 'shards';
    if (options.part.index > 0) return 'part 1';
    return await complete(store, { census, voxelSizeNm: volume.voxelSizeNm ?? [1, 1, 1], options });
  } catch (error) {
    // A run that failed before anything was whole leaves nothing; one that was stopped is to be gone on with.
    const isUseless = isFloodlightError(error, 'missing') || countBlocks(store, blocks) === 0;
    if (isUseless && !isFloodlightError(error, 'aborted') && options.part.count === 1)
      await removeWork(store);
    throw error;
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

interface Beginning {
  readonly blocks: number;
  /** The folder of skeletons that the dataset's info names. */
  readonly named: string | undefined;
  readonly options: WriteSkeletonsOptions;
}

async function begin(
  store: FileStore,
  plan: SkeletonPlan,
  { blocks, named, options }: Beginning,
): Promise<void> {
  const { force, part, onMessage } = options;
  const parameters = runParameters(options.parameters, plan);
  if (part.count > 1) return joinRun(store, parameters, named);
  if (!(await prepareFolder(store, parameters, { force, named }))) return;
  onMessage?.(`going on with an unfinished run: ${countBlocks(store, blocks)} of ${blocks} blocks are there`);
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
  Array.from({ length: blocks }, (_, i) => i).filter((i) => isThere(store, runsKey(i))).length;

type Threads = readonly Thread<SkeletonJob>[];

async function runBlocks(
  store: FileStore,
  threads: Threads,
  { blocks, ...options }: { readonly blocks: number; readonly subject: string } & WriteSkeletonsOptions,
): Promise<void> {
  const all = Array.from({ length: blocks }, (_, block) => ({ block }));
  const own = shareOf(all, options.part);
  const left = own.filter(({ block }) => !isThere(store, runsKey(block)));
  let done = own.length - left.length;
  const onDone = () => options.onProgress?.('blocks', ++done, own.length);
  await runTasks<SkeletonJob>(threads, left, { ...options, onDone });
}

async function runShards(
  store: FileStore,
  threads: Threads,
  { census, ...options }: { readonly census: Census; readonly subject: string } & WriteSkeletonsOptions,
): Promise<void> {
  const own = shareOf(census.shards, options.part);
  const left = own.filter(({ name }) => !isThere(store, shardKey(name)));
  let done = own.length - left.length;
  const onDone = () => options.onProgress?.('shards', ++done, own.length);
  await runTasks<SkeletonJob>(
    threads,
    left.map((shard) => ({ shard })),
    { ...options, onDone },
  );
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
  const { labels, skipped, sharding, groups, shards } = census;
  let [vertices, lengthNm, cut] = [0, 0, 0];
  for (const { index } of groups) {
    const record = JSON.parse(new TextDecoder().decode(await store.get(recordKey(index)))) as GroupRecord;
    vertices += record.vertices;
    lengthNm += record.lengthNm;
    cut += record.cut;
  }
  const transform = [x, 0, 0, 0, 0, y, 0, 0, 0, 0, z, 0];
  const info = encodeSkeletonInfo({ transform, attributes: [RADIUS], sharding });
  await store.put(`${OUTPUT_FOLDER}/info`, info);
  const summary: WrittenSkeletons = {
    labels: labels.map(String),
    skipped: skipped.map(String),
    vertices,
    lengthNm,
    shards: shards.length,
    cut,
  };
  await options.finish?.(store);
  await putCompletion(store, { parameters: options.parameters, summary });
  return summary;
}
