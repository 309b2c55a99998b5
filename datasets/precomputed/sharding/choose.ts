import { bitsFor } from './morton.ts';
import type { ShardingSpec } from './spec.ts';

/** 8 x 8 x 8 neighbours in one minishard, 4 x 4 x 4 minishards in one shard. Source: formats.md 1.5. */
const PRESHIFT_BITS = 9;
const MINISHARD_BITS = 6;

/**
 * Sharding of a volume by the usual rule: neighbours together, at most 2^15 chunks a shard.
 * @param gridSize chunks per axis.
 */
export function chooseSharding(gridSize: readonly number[]): ShardingSpec {
  const total = gridSize.reduce((sum, cells) => sum + bitsFor(cells), 0);
  const preshiftBits = Math.min(PRESHIFT_BITS, total);
  const minishardBits = Math.min(MINISHARD_BITS, total - preshiftBits);
  return {
    preshiftBits,
    hash: 'identity',
    minishardBits,
    shardBits: total - preshiftBits - minishardBits,
    minishardIndexEncoding: 'gzip',
    dataEncoding: 'gzip',
  };
}

/** A minishard's index is read as a whole for each object of it that is wanted. */
const OBJECTS_PER_MINISHARD = 512;
const OBJECTS_PER_SHARD = 8192;
/** What a writer holds in memory. */
const SHARD_BYTES = 2 ** 26;

/**
 * Sharding of objects by id, such as skeletons: ids are spread by their hash, about 512 in a minishard, at most about 8192
 * and 64 MiB in a shard.
 * @param bytes of all objects together, before compression.
 */
export function chooseObjectSharding(objects: number, bytes: number): ShardingSpec {
  const bitsOf = (amount: number, most: number) => bitsFor(Math.max(1, Math.ceil(amount / most)));
  const shardBits = Math.max(bitsOf(objects, OBJECTS_PER_SHARD), bitsOf(bytes, SHARD_BYTES));
  return {
    preshiftBits: 0,
    hash: 'murmurhash3_x86_128',
    minishardBits: Math.max(0, bitsOf(objects, OBJECTS_PER_MINISHARD) - shardBits),
    shardBits,
    minishardIndexEncoding: 'gzip',
    dataEncoding: 'gzip',
  };
}
