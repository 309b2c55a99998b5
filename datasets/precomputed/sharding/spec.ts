import { jsonFields, wrong } from '../../json/index.ts';

export const SHARDING_TYPE = 'neuroglancer_uint64_sharded_v1';

export const SHARD_HASHES = ['identity', 'murmurhash3_x86_128'] as const;
export type ShardHash = (typeof SHARD_HASHES)[number];

export const SHARD_ENCODINGS = ['raw', 'gzip'] as const;
export type ShardEncoding = (typeof SHARD_ENCODINGS)[number];

/** Parameters of `neuroglancer_uint64_sharded_v1`: which file and which part of it holds a uint64 key. */
export interface ShardingSpec {
  /** Low bits of the key that are dropped before hashing, 0-64. */
  readonly preshiftBits: number;
  readonly hash: ShardHash;
  /** 2^minishardBits parts a shard, 0-32. */
  readonly minishardBits: number;
  /** 2^shardBits files; minishardBits + shardBits <= 64. */
  readonly shardBits: number;
  readonly minishardIndexEncoding: ShardEncoding;
  readonly dataEncoding: ShardEncoding;
}

/** Above this, files of a shard index alone (16 bytes a minishard) would be over 16 MiB. */
export const MAX_WRITTEN_MINISHARD_BITS = 20;

/**
 * Reads the `sharding` object of an info file.
 * @throws InvalidDataError naming the field that is not as the format wants it.
 */
export function parseSharding(json: unknown, subject: string): ShardingSpec {
  const fields = jsonFields(json, subject);
  fields.oneOf('@type', [SHARDING_TYPE]);
  const minishardBits = fields.integer('minishard_bits', 0, 32);
  const shardBits = fields.integer('shard_bits', 0, 64);
  if (minishardBits + shardBits > 64) {
    throw wrong(fields.path('shard_bits'), `at most ${64 - minishardBits} beside minishard_bits`, shardBits);
  }
  const encoding = (field: string) => (fields.has(field) ? fields.oneOf(field, SHARD_ENCODINGS) : 'raw');
  return {
    preshiftBits: fields.integer('preshift_bits', 0, 64),
    hash: fields.oneOf('hash', SHARD_HASHES),
    minishardBits,
    shardBits,
    minishardIndexEncoding: encoding('minishard_index_encoding'),
    dataEncoding: encoding('data_encoding'),
  };
}

/** The `sharding` object as files have it, with every field written out. */
export function shardingJson(spec: ShardingSpec): Record<string, unknown> {
  return {
    '@type': SHARDING_TYPE,
    preshift_bits: spec.preshiftBits,
    hash: spec.hash,
    minishard_bits: spec.minishardBits,
    shard_bits: spec.shardBits,
    minishard_index_encoding: spec.minishardIndexEncoding,
    data_encoding: spec.dataEncoding,
  };
}
