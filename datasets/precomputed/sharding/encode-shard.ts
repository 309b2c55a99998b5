import { gzip } from '../../codecs/index.ts';
import { type Compress, layOutShard } from './lay-out-shard.ts';
import type { ShardingSpec } from './spec.ts';

/** An object of a shard, not yet compressed. */
export interface ShardEntry {
  /** In [0, 2^64). */
  readonly key: bigint;
  readonly bytes: Uint8Array;
}

export interface EncodeShardOptions {
  /** Default: the platform's gzip at its default level. */
  readonly compress?: Compress;
  /** For messages. */
  readonly subject?: string;
}

/**
 * The bytes of one shard; see `layOutShard`. The same entries in any order give the same bytes. Memory: twice the shard.
 * @param entries all of one shard, keys unique.
 * @throws InvalidDataError for repeated keys, keys of another shard or none at all: an empty shard is no file.
 */
export async function encodeShard(
  spec: ShardingSpec,
  entries: readonly ShardEntry[],
  { compress = gzip, subject = 'shard' }: EncodeShardOptions = {},
): Promise<Uint8Array> {
  const objects = [];
  for (const { key, bytes } of entries) {
    const stored = spec.dataEncoding === 'gzip' ? await compress(bytes) : bytes;
    objects.push({ key, bytes: stored, sizeBytes: stored.length });
  }
  const pieces = await layOutShard(spec, objects, { compress, subject });
  return joinBytes(pieces.map((piece) => (piece instanceof Uint8Array ? piece : piece.bytes)));
}

function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
