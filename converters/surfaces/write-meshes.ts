import { rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { FloodlightError, MissingError } from '../../datasets/errors.ts';
import { encodeLegacyMeshInfo, encodeMultiresMeshInfo } from '../../datasets/precomputed/meshes/index.ts';
import { chooseObjectSharding, type ShardingSpec } from '../../datasets/precomputed/sharding/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { WritableStore } from '../../datasets/stores/index.ts';
import { type Part, runTasks, shareOf, WHOLE } from '../tasks/index.ts';
import { takeLock } from '../writing/index.ts';
import { type MeshContext, openContext } from './context.ts';
import {
  groupLabels,
  type LabelGroup,
  type LabelTable,
  missingChunks,
  readLabelTable,
} from './label-table.ts';
import { type GroupRecord, recordKey, type ShardTask } from './mesh-group.ts';
import { parametersOf } from './parameters.ts';
import { cellsKey, MESH_FOLDER, type MeshSpec, WORK_FOLDER } from './spec.ts';
import type { MeshTask } from './tasks.ts';
import { createThreads } from './threads.ts';
import {
  clearMeshes,
  type MeshProvenance,
  prepareWork,
  putProvenance,
  removeCells,
  removeWork,
} from './work.ts';

/** Steps of a run, in their order. */
export type MeshPhase = 'blocks' | 'labels' | 'shards';

export interface WriteMeshesOptions {
  /** Threads; more than one only where the dataset is a folder. */
  readonly parallel: number;
  /** Begin again where other meshes are. */
  readonly force: boolean;
  /** Only this share of each phase; the phases whose input is not complete are left to later runs. */
  readonly part?: Part;
  readonly signal?: AbortSignal;
  readonly onProgress?: (phase: MeshPhase, done: number, all: number) => void;
  readonly onMessage?: (text: string) => void;
  /** Called when the folder of meshes is complete: names it in the dataset's info. */
  readonly finish: (store: WritableStore) => Promise<void>;
}

/** What was written, or by a share: what is still to come. */
export type MeshOutcome =
  | { readonly state: 'complete'; readonly written: MeshProvenance }
  | { readonly state: 'waiting'; readonly for: MeshPhase };

/**
 * Writes meshes of the labels of a dataset into its folder `mesh`, by tasks that own whole objects: first the blocks of the volume, each
 * to a file of the surface cells of its labels; then groups of labels, each label from the cells of all blocks; then shards.
 * A run that is stopped at any moment is gone on with by the same call, and the bytes are those of an undisturbed run, by any
 * number of threads and parts, and for any size of blocks. The `info` of the folder and that of the dataset come last.
 * Memory: a block, or the surface of a label, for each thread; and the largest shard.
 * @param target folder of the dataset, or its store; in a store that is no folder only this thread works.
 * @throws InvalidDataError where other meshes are there or chunks are missing; MissingError for a label that is nowhere;
 * UsageError where another process writes there; AbortedError.
 */
export async function writeMeshes(
  target: string | WritableStore,
  spec: MeshSpec,
  options: WriteMeshesOptions,
): Promise<MeshOutcome> {
  if (typeof target !== 'string') return write(target, undefined, spec, options);
  const store = createFileStore(target);
  const { part = WHOLE } = options;
  const work = join(target, WORK_FOLDER);
  const name = part.count === 1 ? work : join(work, `part-${part.index + 1}-of-${part.count}`);
  // Refused before anything is written into what is no dataset.
  await openContext(store, spec);
  const lock = await takeLock(name, target);
  try {
    return await write(store, target, spec, options);
  } finally {
    await lock.release();
    // Empty only where nothing is left to go on with.
    for (const folder of [name, join(work, 'cells'), join(work, 'groups'), work])
      await rmdir(folder).catch(() => undefined);
  }
}

async function write(
  store: WritableStore,
  folder: string | undefined,
  spec: MeshSpec,
  options: WriteMeshesOptions,
): Promise<MeshOutcome> {
  const context = await openContext(store, spec, options.signal);
  const parameters = await parametersOf(store, spec);
  const before = await prepareWork(store, parameters, options.force);
  if (before) return { state: 'complete', written: before };
  const run = createRun(context, folder, options);
  try {
    await run.phase('blocks', blockTasks(context));
    if (!(await allThere(store, blockTasks(context)))) return { state: 'waiting', for: 'blocks' };
    const table = await readCompleteTable(context);
    await clearMeshes(store);
    const sharding = shardingOf(spec, table);
    const groups = groupLabels(table, sharding);
    const groupTasks = groups.map((group): MeshTask => ({ kind: 'group', group }));
    await run.phase('labels', groupTasks);
    if (!(await allThere(store, groupTasks))) return { state: 'waiting', for: 'labels' };
    const shardTasks = sharding ? shardTasksOf(groups, sharding) : [];
    await run.phase('shards', shardTasks);
    if (!(await allThere(store, shardTasks))) return { state: 'waiting', for: 'shards' };
    const written = await summarise(store, { parameters, table, groups });
    await putProvenance(store, written);
    await store.put(`${MESH_FOLDER}/info`, infoOf(spec, sharding));
    await options.finish(store);
    await removeWork(store);
    return { state: 'complete', written };
  } catch (error) {
    // A label that is nowhere: nothing was written, and the next command may be another.
    if (error instanceof MissingError && spec.labels) await removeWork(store);
    throw error;
  } finally {
    await run.close();
  }
}

const blockTasks = ({ blocks }: MeshContext): MeshTask[] =>
  blocks.map((_, block): MeshTask => ({ kind: 'cells', block }));

/** Groups of a shard follow each other. */
function shardTasksOf(groups: readonly LabelGroup[], sharding: ShardingSpec): MeshTask[] {
  const byShard = new Map<string, number[]>();
  for (const { group, shard = '' } of groups) byShard.set(shard, [...(byShard.get(shard) ?? []), group]);
  return [...byShard].map(([shard, own]): MeshTask => {
    const task: ShardTask = { shard, groups: own, sharding };
    return { kind: 'shard', shard: task };
  });
}

/** Written last of all that a task writes. */
function lastKeyOf(task: MeshTask): string {
  if (task.kind === 'cells') return cellsKey(task.block);
  return task.kind === 'group' ? recordKey(task.group.group) : `${MESH_FOLDER}/${task.shard.shard}`;
}

async function leftOf(store: WritableStore, tasks: readonly MeshTask[]): Promise<MeshTask[]> {
  const left: MeshTask[] = [];
  for (const task of tasks) {
    // No byte of it is needed.
    const there = await store.get(lastKeyOf(task), { range: { begin: 0, end: 0 } });
    if (!there) left.push(task);
  }
  return left;
}

const allThere = async (store: WritableStore, tasks: readonly MeshTask[]): Promise<boolean> =>
  (await leftOf(store, tasks)).length === 0;

interface Run {
  /** Carries out this part's share of what is left of a phase. */
  phase(name: MeshPhase, tasks: readonly MeshTask[]): Promise<void>;
  close(): Promise<void>;
}

function createRun(context: MeshContext, folder: string | undefined, options: WriteMeshesOptions): Run {
  const { parallel, part = WHOLE, signal, onProgress, onMessage } = options;
  let onLabel = () => {};
  const threads = createThreads(parallel, folder, context, () => onLabel());
  return {
    async phase(name, tasks) {
      const share = shareOf(tasks, part);
      const left = await leftOf(context.store, share);
      const weigh = (list: readonly MeshTask[]) => list.reduce((sum, task) => sum + weightOf(task), 0);
      const all = weigh(share);
      let done = all - weigh(left);
      const step = () => onProgress?.(name, Math.min(++done, all), all);
      onLabel = name === 'labels' ? step : () => {};
      const onDone = name === 'labels' ? undefined : step;
      await runTasks(threads, left, { signal, subject: context.store.name, onDone, onMessage });
    },
    close: async () => {
      await Promise.all(threads.map((thread) => thread.close()));
    },
  };
}

const weightOf = (task: MeshTask): number => (task.kind === 'group' ? task.group.labels.length : 1);

async function readCompleteTable(context: MeshContext): Promise<LabelTable> {
  const { store, spec } = context;
  const table = await readLabelTable(context);
  if (table.missingChunks > 0 && !spec.fillMissing) {
    // They may be there the next time.
    await removeCells(store, table.incomplete.map(cellsKey));
    throw missingChunks(store.name, table.missingChunks);
  }
  return table;
}

/** Encoded, a cell of the unsimplified surface comes to about this much, an upper estimate. */
const BYTES_PER_CELL = 4;

function shardingOf({ format, sharded }: MeshSpec, { labels }: LabelTable): ShardingSpec | undefined {
  if (format !== 'multires' || !sharded) return undefined;
  const cells = labels.reduce((sum, label) => sum + label.cells, 0);
  return chooseObjectSharding(Math.max(1, labels.length), cells * BYTES_PER_CELL);
}

const infoOf = ({ format, quantizationBits }: MeshSpec, sharding: ShardingSpec | undefined): Uint8Array =>
  format === 'legacy'
    ? encodeLegacyMeshInfo()
    : encodeMultiresMeshInfo({ vertexQuantizationBits: quantizationBits, lodScaleMultiplier: 1, sharding });

interface Made {
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly table: LabelTable;
  readonly groups: readonly LabelGroup[];
}

async function summarise(store: WritableStore, { parameters, table, groups }: Made): Promise<MeshProvenance> {
  let triangles = 0;
  for (const { group } of groups) {
    const bytes = await store.get(recordKey(group));
    if (!bytes) {
      const subject = `${store.name}/${recordKey(group)}`;
      throw new FloodlightError('missing', { subject, expected: 'a record', got: 'no such object' });
    }
    triangles += (JSON.parse(new TextDecoder().decode(bytes)) as GroupRecord).triangles;
  }
  const labels = table.labels.map(({ label }) => String(label));
  return { parameters, labels, triangles, skipped: table.skipped };
}
