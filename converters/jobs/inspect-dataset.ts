import { isFloodlightError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import {
  openPrecomputed,
  type PrecomputedInfo,
  type PrecomputedVolume,
} from '../../datasets/precomputed/index.ts';
import { type Store, throwIfAborted } from '../../datasets/stores/index.ts';
import { createFileSorter, type FileKind } from './verify-files.ts';

/** One resolution, as `inspect` tells it. */
export interface ScaleReport {
  readonly key: string;
  /** Voxels. */
  readonly size: Xyz;
  readonly resolutionNm: Xyz;
  readonly voxelOffset: Xyz;
  readonly chunkSize: Xyz;
  readonly encoding: string;
  /** `16 shards of 64 minishards, murmurhash3_x86_128`; absent where chunks are objects of their own. */
  readonly sharding?: string;
  readonly chunks: number;
  /** Objects in the scale's folder, chunks or shards; absent where the store cannot list. */
  readonly objects?: number;
}

/** A folder beside the chunks. */
export interface FolderReport {
  readonly folder: string;
  /** The `@type` of its info; `none` without one. */
  readonly type: string;
  readonly objects?: number;
}

/** What a dataset is. */
export interface DatasetReport {
  readonly name: string;
  readonly format: 'precomputed';
  readonly type: string;
  readonly dataType: string;
  readonly channels: number;
  readonly scales: readonly ScaleReport[];
  readonly mesh?: FolderReport;
  readonly skeletons?: FolderReport;
  readonly segmentProperties?: FolderReport;
  /** The file as it stands. */
  readonly provenance?: unknown;
  /** Keys of the info that the format does not know. */
  readonly otherKeys: readonly string[];
}

/**
 * Describes a precomputed dataset without reading a chunk. Where the store lists, its objects are counted.
 * @throws those of `openPrecomputed`.
 */
export async function inspectDataset(store: Store, signal?: AbortSignal): Promise<DatasetReport> {
  const dataset = await openPrecomputed(store, { signal });
  const { info } = dataset;
  const counts = await countObjects(store, dataset, signal);
  const folder = (name: string | undefined) =>
    name === undefined ? undefined : folderReport(store, name, counts);
  return {
    name: store.name,
    format: 'precomputed',
    type: info.type,
    dataType: info.dataType,
    channels: info.numChannels,
    scales: info.scales.map((_, i) => scaleReport(dataset, i, counts)),
    mesh: await folder(info.mesh),
    skeletons: await folder(info.skeletons),
    segmentProperties: await folder(info.segmentProperties),
    provenance: (await readJson(store, 'provenance.json')) ?? (await readJson(store, 'provenance')),
    otherKeys: Object.keys(info.others ?? {}),
  };
}

/** Objects by what they belong to; undefined where the store cannot list. */
type Counts = ReadonlyMap<string, number> | undefined;

async function countObjects(store: Store, dataset: PrecomputedVolume, signal?: AbortSignal): Promise<Counts> {
  if (!store.list) return undefined;
  const sort = createFileSorter(dataset.info);
  const counts = new Map<string, number>();
  for await (const key of store.list('')) {
    throwIfAborted(signal, store.name);
    const id = idOf(sort(key));
    counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  return counts;
}

function idOf(kind: FileKind): string {
  if (kind.kind === 'chunk' || kind.kind === 'shard') return `scale ${kind.scale}`;
  return kind.kind === 'folder' ? kind.folder : kind.kind;
}

function scaleReport(dataset: PrecomputedVolume, index: number, counts: Counts): ScaleReport {
  const scale = dataset.info.scales[index];
  const { gridSize, chunkSize } = dataset.grid(index);
  const { key, size, resolutionNm, voxelOffset, encoding } = scale;
  return {
    key,
    size,
    resolutionNm,
    voxelOffset,
    chunkSize,
    encoding,
    ...(scale.sharding && { sharding: describeSharding(scale.sharding) }),
    chunks: gridSize[0] * gridSize[1] * gridSize[2],
    ...(counts && { objects: counts.get(`scale ${index}`) ?? 0 }),
  };
}

function describeSharding(sharding: NonNullable<PrecomputedInfo['scales'][number]['sharding']>): string {
  const { shard_bits, minishard_bits, hash } = sharding;
  return `2^${shard_bits} shards of 2^${minishard_bits} minishards, ${hash}`;
}

async function folderReport(store: Store, folder: string, counts: Counts): Promise<FolderReport> {
  const json = await readJson(store, `${folder}/info`);
  const type =
    typeof json === 'object' && json !== null ? (json as Record<string, unknown>)['@type'] : undefined;
  return {
    folder,
    type: typeof type === 'string' ? type : 'none',
    ...(counts && { objects: counts.get(folder) ?? 0 }),
  };
}

/** @returns undefined where there is none, or it is no JSON: `verify` is who complains. */
async function readJson(store: Store, key: string): Promise<unknown> {
  try {
    const bytes = await store.get(key);
    return bytes && JSON.parse(new TextDecoder().decode(bytes));
  } catch (error) {
    if (error instanceof SyntaxError || isFloodlightError(error, 'forbidden')) return undefined;
    throw error;
  }
}
