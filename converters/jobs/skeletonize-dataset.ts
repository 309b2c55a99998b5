import { availableParallelism, totalmem } from 'node:os';
import { boxSize, volumeOf } from '../../datasets/geometry/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import { VERSION } from '../console/index.ts';
import { appendProvenance, readProvenance } from '../provenance/index.ts';
import { OUTPUT_FOLDER, type SkeletonPlan, type WaitingFor, writeSkeletons } from '../skeletonizing/index.ts';
import { SKELETON_DEFAULTS, type SkeletonOptions } from '../skeletons/index.ts';
import { type Part, WHOLE } from '../tasks/index.ts';
import type { Parameters } from '../writing/index.ts';
import { checkChunks, nameFolder, openLabels } from './label-dataset.ts';

export interface SkeletonizeOptions extends Partial<SkeletonOptions> {
  /** Only these labels; default all but 0. */
  readonly labels?: ReadonlySet<bigint>;
  /** Branches that end before this length, nanometres, are taken away. Default 0: none. */
  readonly tickNm?: number;
  /** Voxels of a block per axis; they set the result's seams, and memory: see `BYTES_PER_VOXEL`. Default 256. */
  readonly blockVoxels?: number;
  /** Folder where `<id>.swc` goes; default nowhere. */
  readonly swc?: string;
  /** Shards, or one file a skeleton; default shards above 1000 skeletons. */
  readonly sharded?: boolean;
  /** Threads; default one a core, as far as memory goes. */
  readonly parallel?: number;
  /** Only this share of the work; default all of it. */
  readonly part?: Part;
  /** Replace other skeletons that are there; not for shares. */
  readonly force?: boolean;
  /** Take chunks that are missing for background. */
  readonly fillMissing?: boolean;
  /** For provenance. */
  readonly command?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (step: 'blocks' | 'labels', done: number, all: number) => void;
  readonly onMessage?: (text: string) => void;
}

/** What was written. */
export interface SkeletonizeSummary {
  /** In ascending order. */
  readonly labels: readonly bigint[];
  /** Labels that are too small for a skeleton. */
  readonly skipped: readonly bigint[];
  readonly vertices: number;
  /** Length of all skeletons, nanometres. */
  readonly lengthNm: number;
  /** Shards; 0 where each skeleton is a file. */
  readonly shards: number;
  /** What other shares have not yet done; then nothing else is said. */
  readonly waitingFor?: WaitingFor;
}

/** What a thread holds at most: labels as read, their numbers, distances, costs and marks. */
const BYTES_PER_VOXEL = 40;

/**
 * Writes one skeleton for each label of the finest scale, with the radius of every vertex, then names their folder in the
 * dataset's `info`. Blocks are aligned to coordinate 0, and neighbours share a plane: a dataset has the same skeletons
 * whatever its bounds' corner is cut to. Can be stopped at any moment, by `kill -9` too: the same call goes on, and skeletons that
 * the same call has finished are left as they are.
 * Memory: one block a thread, the numbers of all labels, one label's skeleton or one shard.
 * @param folder of the dataset.
 * @throws InvalidDataError for an image, and where other skeletons are there; MissingError for chunks and labels that are not.
 */
export async function skeletonizeDataset(
  folder: string,
  options: SkeletonizeOptions = {},
): Promise<SkeletonizeSummary> {
  const store = createFileStore(folder);
  const volume = await openLabels(store, 'Skeletons');
  const dataset = await openPrecomputed(store);
  const missing = await checkChunks(store, options);
  if (missing > 0) options.onMessage?.(`warning: ${missing} chunks are missing: their voxels are background`);
  const plan = planOf(folder, options);
  const { sharded, force = false, part = WHOLE, command = [], signal, onProgress, onMessage } = options;
  const written = await writeSkeletons(plan, {
    ...{ sharded, force, part, signal, onProgress, onMessage },
    parallel: options.parallel ?? defaultThreads(volume, plan.blockVoxels),
    parameters: {
      ...flagsOf(plan, options),
      volume: { scale: dataset.info.scales[0], dataType: volume.dataType, written: await writtenAt(store) },
      version: VERSION,
      zlib: process.versions.zlib,
    },
    async finish(files) {
      await nameFolder(files, 'skeletons', OUTPUT_FOLDER);
      await appendProvenance(files, { command, inputs: [] });
    },
  });
  if (typeof written === 'string')
    return { labels: [], skipped: [], vertices: 0, lengthNm: 0, shards: 0, waitingFor: written };
  return { ...written, labels: written.labels.map(BigInt), skipped: written.skipped.map(BigInt) };
}

/** When conversions wrote the volume, so that skeletons of one that was replaced are not taken for its own. */
async function writtenAt(store: FileStore): Promise<string[]> {
  const entries = await readProvenance(store);
  return entries.filter(({ inputs = [] }) => inputs.length > 0).map(({ time = '' }) => time);
}

/** What decides about the bytes, by the names that a person gives it. */
function flagsOf(plan: SkeletonPlan, { sharded, fillMissing = false }: SkeletonizeOptions): Parameters {
  const { scale, constantNm, somaNm, minVoxels, smoothing } = plan.options;
  return {
    '--labels': plan.labels?.map(String),
    '--scale': scale,
    '--const': constantNm,
    '--soma': somaNm,
    '--dust': minVoxels,
    '--tick': plan.tickNm,
    '--block': plan.blockVoxels,
    '--swc': plan.swc,
    '--sharded': sharded,
    '--fill-missing': fillMissing,
    smoothing,
  };
}

function planOf(folder: string, options: SkeletonizeOptions): SkeletonPlan {
  const { labels, tickNm = 0, blockVoxels = 256, swc } = options;
  const sorted = labels && [...labels].sort((a, b) => (a < b ? -1 : 1));
  return {
    folder,
    options: { ...SKELETON_DEFAULTS, ...defined(options) },
    tickNm,
    blockVoxels,
    labels: sorted,
    swc,
  };
}

/** One a core, but no more than blocks fit into half the memory of the machine. */
function defaultThreads({ bounds }: Volume, blockVoxels: number): number {
  const voxels = volumeOf(
    boxSize(bounds).map((n) => Math.min(n, blockVoxels + 1)) as [number, number, number],
  );
  const fitting = Math.floor(totalmem() / 2 / (BYTES_PER_VOXEL * voxels));
  return Math.max(1, Math.min(availableParallelism(), fitting));
}

/** Options that are given; `undefined` must not hide a default. */
function defined(options: SkeletonizeOptions): Partial<SkeletonOptions> {
  const names = Object.keys(SKELETON_DEFAULTS) as (keyof SkeletonOptions)[];
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}
