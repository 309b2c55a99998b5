import {
  createShardedReader,
  type ShardingSpec,
  walkShard,
} from '../../datasets/precomputed/sharding/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';

const SHARD_NAME = /^[0-9a-f]+\.shard$/;

/** Larger objects than any host or reader takes at once. */
export const MAX_OBJECT_BYTES = 2 ** 30;

export interface ShardFolder {
  readonly store: Store;
  /** Without a last slash. */
  readonly folder: string;
  readonly spec: ShardingSpec;
  /** Files of the folder, relative to it. */
  readonly names: readonly string[];
}

export const isShard = (name: string): boolean => SHARD_NAME.test(name);

/** Keys of all objects in a folder's shards. @throws CorruptDataError for an index that is damaged. */
export async function* shardKeys(
  { store, folder, spec, names }: ShardFolder,
  signal?: AbortSignal,
): AsyncGenerator<bigint> {
  for (const name of names.filter(isShard)) {
    for await (const { index, error } of walkShard(store, `${folder}/${name}`, spec, signal)) {
      if (error) throw error;
      yield* index?.keys ?? [];
    }
  }
}

/** All objects, decompressed, in the order in which they lie there. What no reader would find is left out. */
export async function* shardObjects(
  shards: ShardFolder,
  signal?: AbortSignal,
): AsyncGenerator<readonly [key: bigint, bytes: Uint8Array]> {
  const { store, folder, spec } = shards;
  const reader = createShardedReader(store, folder, spec);
  for await (const key of shardKeys(shards, signal)) {
    throwIfAborted(signal, store.name);
    const bytes = await reader.get(key, { maxBytes: MAX_OBJECT_BYTES, signal });
    if (bytes) yield [key, bytes];
  }
}
