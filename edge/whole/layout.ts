import { TooLargeError } from '../../datasets/errors.ts';
import { type Box, mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import { decodeJson } from '../../datasets/json/index.ts';
import {
  type ChunkGrid,
  chunkBox,
  chunkName,
  createChunkGrid,
  parseChunkName,
  parseInfo,
} from '../../datasets/precomputed/index.ts';
import { MULTIRES_MESH_TYPE, parseMultiresMeshInfo } from '../../datasets/precomputed/meshes/index.ts';
import { compressedMortonCode, parseSharding } from '../../datasets/precomputed/sharding/index.ts';
import { parseSkeletonInfo, SKELETONS_TYPE } from '../../datasets/precomputed/skeletons/index.ts';
import type { ObjectHead, ObjectStore } from '../object-store.ts';
import {
  ANNOTATIONS_TYPE,
  type AnnotationIndex,
  annotationIndices,
  withoutAnnotationShards,
} from './annotations.ts';
import { readAll } from './pinned-store.ts';
import { createShardAccess, type ShardAccess } from './shard-access.ts';

/** A scale whose chunks lie in shards. */
export interface ShardedScale {
  readonly grid: ChunkGrid;
  readonly shards: ShardAccess;
}

/** What an `info` says about where its objects lie. */
export type Layout =
  | {
      readonly kind: 'volume';
      readonly scales: ReadonlyMap<string, ShardedScale | 'plain'>;
      readonly info: InfoFile;
    }
  | { readonly kind: 'meshes' | 'skeletons'; readonly shards: ShardAccess; readonly info: InfoFile }
  | {
      readonly kind: 'annotations';
      /** By folder; those without shards are left out. */
      readonly indices: ReadonlyMap<string, AnnotationIndex>;
      readonly info: InfoFile;
    }
  /** No shards of a kind that is taken apart here. */
  | { readonly kind: 'plain' };

/** An info without `sharding`. */
export interface InfoFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly head: ObjectHead;
}

const MAX_INFO_BYTES = 2 ** 24;

/**
 * Reads the `info` of a folder.
 * @returns undefined where it has none.
 * @throws CorruptDataError, InvalidDataError for one that is wrong.
 */
export async function readLayout(store: ObjectStore, folder: string): Promise<Layout | undefined> {
  const key = `${folder}/info`;
  const opened = await store.open(key);
  if (opened === undefined) return undefined;
  const { sizeBytes } = opened.head;
  if (sizeBytes > MAX_INFO_BYTES || opened.head.contentEncoding !== undefined) {
    await opened.discard();
    const got = opened.head.contentEncoding ?? `${sizeBytes}`;
    throw new TooLargeError({ subject: key, expected: `at most ${MAX_INFO_BYTES} bytes, not encoded`, got });
  }
  const bytes = await readAll(opened, key);
  return bytes && layoutOf({ store, folder, json: decodeJson(bytes, key) }, opened.head);
}

interface Source {
  readonly store: ObjectStore;
  readonly folder: string;
  readonly json: unknown;
}

function layoutOf({ store, folder, json }: Source, head: ObjectHead): Layout {
  const subject = `${folder}/info`;
  const type = (json as { '@type'?: unknown } | null)?.['@type'];
  if (type === MULTIRES_MESH_TYPE || type === SKELETONS_TYPE) {
    const parse = type === SKELETONS_TYPE ? parseSkeletonInfo : parseMultiresMeshInfo;
    const { sharding } = parse(json, subject);
    if (sharding === undefined) return { kind: 'plain' };
    const shards = createShardAccess(store, folder, sharding);
    const kind = type === SKELETONS_TYPE ? 'skeletons' : 'meshes';
    return { kind, shards, info: infoFile(withoutSharding(json), head) };
  }
  if (type === ANNOTATIONS_TYPE) {
    const indices = annotationIndices({ store, folder, json });
    if (indices.size === 0) return { kind: 'plain' };
    return { kind: 'annotations', indices, info: infoFile(withoutAnnotationShards(json), head) };
  }
  if (type !== undefined && type !== 'neuroglancer_multiscale_volume') return { kind: 'plain' };
  const parsed = parseInfo(json, subject);
  const scales = new Map<string, ShardedScale | 'plain'>();
  for (const scale of parsed.scales) {
    if (scale.sharding === undefined) {
      scales.set(scale.key, 'plain');
      continue;
    }
    const end = mapXyz((n, axis) => scale.voxelOffset[axis] + n, scale.size);
    const grid = createChunkGrid({ begin: scale.voxelOffset, end }, scale.chunkSizes[0]);
    const spec = parseSharding(scale.sharding, `${subject}: ${scale.key}: sharding`);
    scales.set(scale.key, { grid, shards: createShardAccess(store, `${folder}/${scale.key}`, spec) });
  }
  if ([...scales.values()].every((scale) => scale === 'plain')) return { kind: 'plain' };
  const volume = json as { scales: unknown[] };
  return {
    kind: 'volume',
    scales,
    info: infoFile({ ...volume, scales: volume.scales.map(withoutSharding) }, head),
  };
}

/** @returns the key of a chunk in its shard; undefined for names that are none of this grid's. */
export function chunkKey(grid: ChunkGrid, name: string): bigint | undefined {
  const box = parseChunkName(name);
  const position = box && positionOf(grid, box);
  if (!position || chunkName(chunkBox(grid, position)) !== name) return undefined;
  return compressedMortonCode(position, grid.gridSize);
}

function positionOf({ bounds, chunkSize, gridSize }: ChunkGrid, { begin }: Box): Xyz | undefined {
  const position = mapXyz((b, axis) => (b - bounds.begin[axis]) / chunkSize[axis], begin);
  const isInside = position.every(
    (p, axis) => Number.isInteger(p) && p >= 0 && p < gridSize[axis as 0 | 1 | 2],
  );
  return isInside ? position : undefined;
}

function withoutSharding(json: unknown): Record<string, unknown> {
  const { sharding: _, ...others } = json as Record<string, unknown>;
  return others;
}

function infoFile(json: unknown, head: ObjectHead): InfoFile {
  const bytes = new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`);
  const etag = head.etag.replace(/"$/, '-whole"');
  return { bytes, head: { sizeBytes: bytes.length, etag, modifiedMs: head.modifiedMs } };
}
