import { gzip } from '../../codecs/index.ts';
import { InvalidDataError, TooLargeError } from '../../errors.ts';
import { locateKey, shardIndexBytes } from './locate.ts';
import { encodeMinishardIndex } from './minishard-index.ts';
import { MAX_WRITTEN_MINISHARD_BITS, type ShardingSpec } from './spec.ts';

/** An object of a shard, not yet compressed. */
export interface ShardEntry {
  /** In [0, 2^64). */
  readonly key: bigint;
  readonly bytes: Uint8Array;
}

/**
 * The bytes of one shard: data of minishard 0, its index, data of minishard 1, and so on, keys ascending. The same
 * entries in any order give the same bytes. Memory: twice the shard.
 * @param entries all of one shard, keys unique.
 * @throws InvalidDataError for repeated keys, keys of another shard or none at all: an empty shard is no file.
 */
export async function encodeShard(
  spec: ShardingSpec,
  entries: readonly ShardEntry[],
  subject = 'shard',
): Promise<Uint8Array> {
  if (spec.minishardBits > MAX_WRITTEN_MINISHARD_BITS) {
    const expected = `minishard_bits of at most ${MAX_WRITTEN_MINISHARD_BITS}`;
    throw new TooLargeError({ subject, expected, got: `${spec.minishardBits}` });
  }
  const indexBytes = shardIndexBytes(spec);
  const shardIndex = new BigUint64Array(indexBytes / 8);
  const parts: Uint8Array[] = [new Uint8Array(shardIndex.buffer)];
  let offset = 0;
  const add = (bytes: Uint8Array) => {
    parts.push(bytes);
    offset += bytes.length;
  };
  for (const [minishard, group] of groupByMinishard(spec, entries, subject)) {
    const n = group.length;
    const index = { keys: new BigUint64Array(n), starts: new Float64Array(n), sizes: new Float64Array(n) };
    for (const [i, { key, bytes }] of group.entries()) {
      const stored = spec.dataEncoding === 'gzip' ? await gzip(bytes) : bytes;
      index.keys[i] = key;
      index.starts[i] = offset;
      index.sizes[i] = stored.length;
      add(stored);
    }
    const plain = encodeMinishardIndex(index);
    shardIndex[2 * minishard] = BigInt(offset);
    add(spec.minishardIndexEncoding === 'gzip' ? await gzip(plain) : plain);
    shardIndex[2 * minishard + 1] = BigInt(offset);
  }
  return joinParts(parts, indexBytes + offset);
}

function groupByMinishard(
  spec: ShardingSpec,
  entries: readonly ShardEntry[],
  subject: string,
): [number, ShardEntry[]][] {
  const groups = new Map<number, ShardEntry[]>();
  const sorted = [...entries].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  if (sorted.length === 0) throw new InvalidDataError({ subject, expected: 'at least one key', got: 'none' });
  const { shard } = locateKey(spec, sorted[0].key);
  for (const [i, entry] of sorted.entries()) {
    const place = locateKey(spec, entry.key);
    if (place.shard !== shard || entry.key === sorted[i - 1]?.key) {
      const expected = `different keys of shard ${shard}`;
      throw new InvalidDataError({ subject, expected, got: `${entry.key} of shard ${place.shard}` });
    }
    const group = groups.get(place.minishard);
    if (group) group.push(entry);
    else groups.set(place.minishard, [entry]);
  }
  return [...groups].sort(([a], [b]) => a - b);
}

function joinParts(parts: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
