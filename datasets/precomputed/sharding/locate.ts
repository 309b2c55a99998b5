import { murmurHash64 } from './murmur.ts';
import type { ShardingSpec } from './spec.ts';

/** Where a key lies. */
export interface ShardPlace {
  readonly shard: bigint;
  /** In [0, 2^minishardBits). */
  readonly minishard: number;
}

/** @param key in [0, 2^64). */
export function locateKey(spec: ShardingSpec, key: bigint): ShardPlace {
  const shifted = key >> BigInt(spec.preshiftBits);
  const hash = spec.hash === 'identity' ? shifted : murmurHash64(shifted);
  return {
    shard: BigInt.asUintN(spec.shardBits, hash >> BigInt(spec.minishardBits)),
    minishard: Number(BigInt.asUintN(spec.minishardBits, hash)),
  };
}

/** `02.shard`: the number in lower-case hexadecimal, as many digits as shardBits can need. */
export const shardName = (spec: ShardingSpec, shard: bigint): string =>
  `${shard.toString(16).padStart(Math.ceil(spec.shardBits / 4), '0')}.shard`;

/** Bytes of the index at the front of every shard. */
export const shardIndexBytes = (spec: ShardingSpec): number => 16 * 2 ** spec.minishardBits;
