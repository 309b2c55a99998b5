import { jsonFields } from '../../datasets/json/index.ts';
import { compressedMortonCode, parseSharding } from '../../datasets/precomputed/sharding/index.ts';
import type { ObjectStore } from '../object-store.ts';
import { createShardAccess, type ShardAccess } from './shard-access.ts';

export const ANNOTATIONS_TYPE = 'neuroglancer_annotations_v1';

/** One index of a folder of annotations: by id, by a related segment, or a level of the spatial one. */
export interface AnnotationIndex {
  readonly shards: ShardAccess;
  /** Cells of the level, any rank; absent for an index by number. */
  readonly gridShape?: readonly number[];
}

interface Source {
  readonly store: ObjectStore;
  readonly folder: string;
  readonly json: unknown;
}

/**
 * The indices of an `info` of annotations that lie in shards, by their folders.
 * @throws InvalidDataError naming the field that is wrong.
 */
export function annotationIndices({ store, folder, json }: Source): ReadonlyMap<string, AnnotationIndex> {
  const subject = `${folder}/info`;
  const found = new Map<string, AnnotationIndex>();
  for (const [name, entry] of indexEntries(json)) {
    const at = `${subject}: ${name}`;
    const fields = jsonFields(entry, at);
    const key = fields.string('key');
    if (!fields.has('sharding')) continue;
    const spec = parseSharding((entry as { sharding: unknown }).sharding, `${at}: sharding`);
    const shards = createShardAccess(store, `${folder}/${key}`, spec);
    found.set(
      key,
      name === 'spatial' ? { shards, gridShape: fields.array('grid_shape').map(Number) } : { shards },
    );
  }
  return found;
}

/** The same `info` without `sharding` in any index. */
export function withoutAnnotationShards(json: unknown): object {
  const { by_id: byId, relationships, spatial, ...others } = json as Record<string, unknown>;
  const plain = (entry: unknown) => {
    const { sharding: _, ...rest } = entry as Record<string, unknown>;
    return rest;
  };
  return {
    ...others,
    ...(byId !== undefined && { by_id: plain(byId) }),
    ...(Array.isArray(relationships) && { relationships: relationships.map(plain) }),
    ...(Array.isArray(spatial) && { spatial: spatial.map(plain) }),
  };
}

/** @returns the key in its shard of what has this name in the unsharded form: a number, or `x_y_z` of a cell; else undefined. */
export function annotationKey({ gridShape }: AnnotationIndex, name: string): bigint | undefined {
  if (gridShape === undefined) {
    return /^(0|[1-9]\d{0,19})$/.test(name) && BigInt(name) < 2n ** 64n ? BigInt(name) : undefined;
  }
  const cell = name.split('_').map(Number);
  const isCell = cell.length === gridShape.length && cell.every((n, axis) => n >= 0 && n < gridShape[axis]!);
  // One spelling for each: no leading zeros, no signs.
  return isCell && cell.join('_') === name && cell.every(Number.isInteger)
    ? compressedMortonCode(cell, gridShape)
    : undefined;
}

function indexEntries(json: unknown): (readonly [string, unknown])[] {
  const { by_id: byId, relationships, spatial } = json as Record<string, unknown>;
  const listOf = (name: string, list: unknown) =>
    Array.isArray(list) ? list.map((entry: unknown) => [name, entry] as const) : [];
  return [
    ...(byId === undefined ? [] : [['by_id', byId] as const]),
    ...listOf('relationships', relationships),
    ...listOf('spatial', spatial),
  ];
}
