import { TooLargeError } from '../../datasets/errors.ts';
import { boxSize, mapXyz, volumeOf, type Xyz } from '../../datasets/geometry/index.ts';
import { openPrecomputed } from '../../datasets/precomputed/index.ts';
import { createFileStore, type FileStore } from '../../datasets/stores/index.node.ts';
import type { Volume } from '../../datasets/volume.ts';
import { VERSION } from '../console/index.ts';
import { readProvenance } from '../provenance/index.ts';
import type { SkeletonPlan, SkeletonStep } from '../skeletonizing/index.ts';
import { SKELETON_DEFAULTS, type SkeletonOptions } from '../skeletons/index.ts';
import type { Part } from '../tasks/index.ts';
import type { Parameters } from '../writing/index.ts';
import { checkChunks, openLabels } from './label-dataset.ts';
import { defaultMemoryBytes, threadsWithin } from './memory.ts';

export interface SkeletonizeOptions extends Partial<SkeletonOptions> {
  /** Only these labels; default all but 0. */
  readonly labels?: ReadonlySet<bigint>;
  /** Branches that end before this length, nanometres, are taken away. Default 0: none. */
  readonly tickNm?: number;
  /** Components of labels whose box has more voxels are cut by a fixed grid, and joined: memory. Default 2^27. */
  readonly maxBoxVoxels?: number;
  /** Voxels of a block per axis, for memory alone: see `BYTES_PER_VOXEL`. Default 256. */
  readonly blockVoxels?: number;
  /** Folder where `<id>.swc` goes; default nowhere. */
  readonly swc?: string;
  /** Shards, or one file a skeleton; default shards above 1000 skeletons. */
  readonly sharded?: boolean;
  /** Threads; default one a core, as far as memory goes. */
  readonly parallel?: number;
  /** Bytes that the work may take; default half of the machine's, or of its container's. */
  readonly memoryBytes?: number;
  /** Only this share of the work; default all of it. */
  readonly part?: Part;
  /** Replace other skeletons that are there; not for shares. */
  readonly force?: boolean;
  /** Take chunks that are missing for background. */
  readonly fillMissing?: boolean;
  /** For provenance. */
  readonly command?: readonly string[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (step: SkeletonStep, done: number, all: number) => void;
  readonly onMessage?: (text: string) => void;
}

/** What a thread holds of a block at most: labels as read, and runs, as many as voxels. */
const BYTES_PER_VOXEL = 40;

const DEFAULT_BLOCK = 256;
/** Smaller ones are more files than they save memory. */
const LEAST_BLOCK = 32;

/** 512 x 512 x 512. */
export const DEFAULT_MAX_BOX = 2 ** 27;

/** What a call of `skeletonizeDataset` comes to on a dataset. */
export interface SkeletonRequest {
  readonly plan: SkeletonPlan;
  /** All that decides about the bytes. */
  readonly parameters: Parameters;
  /** Threads. */
  readonly parallel: number;
  /** What one holds at most. */
  readonly blockBytes: number;
  /** Bytes that the work may take. */
  readonly memoryBytes: number;
  /** Chunks of the finest scale that are taken for background. */
  readonly missingChunks: number;
}

/** @throws InvalidDataError for an image; MissingError for chunks that are not there; TooLargeError for a block that does not fit. */
export async function requestSkeletons(
  folder: string,
  options: SkeletonizeOptions,
): Promise<SkeletonRequest> {
  const store = createFileStore(folder);
  const volume = await openLabels(store, 'Skeletons');
  const dataset = await openPrecomputed(store);
  const missingChunks = await checkChunks(store, options);
  const plan = planOf(folder, volume, options);
  const blockBytes = bytesOfBlock(boxSize(volume.bounds), plan.blockVoxels);
  const { memoryBytes } = options;
  if (memoryBytes !== undefined && blockBytes > memoryBytes)
    throw tooLarge(folder, [blockBytes, memoryBytes]);
  const bytes = memoryBytes ?? defaultMemoryBytes();
  const parallel = options.parallel ?? threadsWithin(bytes, blockBytes);
  const parameters = {
    ...flagsOf(plan, options),
    volume: { scale: dataset.info.scales[0], dataType: volume.dataType, written: await writtenAt(store) },
    version: VERSION,
    zlib: process.versions.zlib,
  };
  return { plan, parameters, parallel, blockBytes, memoryBytes: bytes, missingChunks };
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
    '--max-box': plan.maxBoxVoxels,
    '--swc': plan.swc,
    '--sharded': sharded,
    '--fill-missing': fillMissing,
    smoothing,
  };
}

function planOf(folder: string, volume: Volume, options: SkeletonizeOptions): SkeletonPlan {
  const { labels, tickNm = 0, maxBoxVoxels = DEFAULT_MAX_BOX, swc } = options;
  const blockVoxels = options.blockVoxels ?? blockWithin(boxSize(volume.bounds), options.memoryBytes);
  const sorted = labels && [...labels].sort((a, b) => (a < b ? -1 : 1));
  return {
    folder,
    options: { ...SKELETON_DEFAULTS, ...defined(options) },
    tickNm,
    maxBoxVoxels,
    blockVoxels,
    labels: sorted,
    swc,
  };
}

/** Bytes that a thread holds of the largest block of a volume. */
export function bytesOfBlock(size: Xyz, blockVoxels: number): number {
  return BYTES_PER_VOXEL * volumeOf(mapXyz((n) => Math.min(n, blockVoxels), size));
}

/** @returns the edge of blocks: the usual one, or the largest half of it that fits into a memory that was given. */
export function blockWithin(size: Xyz, memoryBytes = Number.POSITIVE_INFINITY): number {
  let edge = DEFAULT_BLOCK;
  while (edge > LEAST_BLOCK && bytesOfBlock(size, edge) > memoryBytes) edge /= 2;
  return edge;
}

const tooLarge = (subject: string, [block, memory]: readonly [number, number]) =>
  new TooLargeError({
    subject,
    expected: `blocks of at most ${(memory / 1e9).toPrecision(2)} GB (--memory)`,
    got: `${(block / 1e9).toPrecision(2)} GB for one`,
    cure: 'Give a smaller --block, or more memory',
  });

/** Options that are given; `undefined` must not hide a default. */
function defined(options: SkeletonizeOptions): Partial<SkeletonOptions> {
  const names = Object.keys(SKELETON_DEFAULTS) as (keyof SkeletonOptions)[];
  return Object.fromEntries(
    names.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]),
  );
}
