import type { Xyz } from '../../datasets/geometry/index.ts';
import { openPrecomputed, type PrecomputedVolume } from '../../datasets/precomputed/index.ts';
import { type Store, throwIfAborted } from '../../datasets/stores/index.ts';
import { describeFolder, describeSharding, type FolderReport, readJson } from './inspect-folder.ts';
import { createFileSorter, type FileKind } from './verify-files.ts';
import { folderType } from './verify-root.ts';

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
  const folder = (name: string | undefined) => {
    if (name === undefined) return undefined;
    const objects = counts && (counts.get(name) ?? 0);
    return describeFolder(store, name, { key: `${name}/info`, objects });
  };
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

/** A folder of meshes, skeletons or properties that was named itself. */
export interface RootReport extends FolderReport {
  readonly name: string;
  readonly format: 'precomputed';
}

/** @returns undefined where the dataset is a volume, or there is nothing. */
export async function inspectRoot(store: Store, signal?: AbortSignal): Promise<RootReport | undefined> {
  const json = await readJson(store, 'info');
  if (!folderType(json)) return undefined;
  let objects: number | undefined;
  if (store.list) {
    objects = 0;
    for await (const _ of store.list('')) {
      throwIfAborted(signal, store.name);
      objects++;
    }
  }
  const report = await describeFolder(store, store.name, { key: 'info', objects });
  return { name: store.name, format: 'precomputed', ...report };
}
