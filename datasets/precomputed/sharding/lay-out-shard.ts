import { InvalidDataError, TooLargeError } from '../../errors.ts';
import { locateKey, shardIndexBytes } from './locate.ts';
import { encodeMinishardIndex } from './minishard-index.ts';
import { MAX_WRITTEN_MINISHARD_BITS, type ShardingSpec } from './spec.ts';

/** An object of a shard as it is stored: compressed where the spec says so. */
export interface StoredObject {
  /** In [0, 2^64). */
  readonly key: bigint;
  readonly sizeBytes: number;
  /** Bytes that lie right before the object and that no index names: the fragments of a multi-resolution mesh. Default 0. */
  readonly leadBytes?: number;
}

/** Compresses to one gzip member. */
export type Compress = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>;

export interface LayOutOptions {
  readonly compress: Compress;
  /** For messages. */
  readonly subject: string;
}

/**
 * What a shard's file holds, in order: the shard index, objects of minishard 0, its index, objects of minishard 1, and
 * so on, keys ascending. Only sizes are needed, so that a writer can stream the objects. The same objects in any order
 * give the same layout.
 * @param objects all of one shard, keys unique.
 * @returns bytes to write as they are, and objects whose bytes, after what leads them, to write in their place.
 * @throws InvalidDataError for repeated keys, keys of another shard or none at all: an empty shard is no file.
 */
export async function layOutShard<T extends StoredObject>(
  spec: ShardingSpec,
  objects: readonly T[],
  { compress, subject }: LayOutOptions,
): Promise<(Uint8Array | T)[]> {
  if (spec.minishardBits > MAX_WRITTEN_MINISHARD_BITS) {
    const expected = `minishard_bits of at most ${MAX_WRITTEN_MINISHARD_BITS}`;
    throw new TooLargeError({ subject, expected, got: `${spec.minishardBits}` });
  }
  const shardIndex = new BigUint64Array(shardIndexBytes(spec) / 8);
  const pieces: (Uint8Array | T)[] = [new Uint8Array(shardIndex.buffer)];
  // Offsets count from the end of the shard index.
  let offset = 0;
  for (const [minishard, group] of groupByMinishard(spec, objects, subject)) {
    const n = group.length;
    const index = { keys: new BigUint64Array(n), starts: new Float64Array(n), sizes: new Float64Array(n) };
    for (const [i, object] of group.entries()) {
      index.keys[i] = object.key;
      offset += object.leadBytes ?? 0;
      index.starts[i] = offset;
      index.sizes[i] = object.sizeBytes;
      pieces.push(object);
      offset += object.sizeBytes;
    }
    const plain = encodeMinishardIndex(index);
    const bytes = spec.minishardIndexEncoding === 'gzip' ? await compress(plain) : plain;
    shardIndex[2 * minishard] = BigInt(offset);
    offset += bytes.length;
    shardIndex[2 * minishard + 1] = BigInt(offset);
    pieces.push(bytes);
  }
  return pieces;
}

function groupByMinishard<T extends StoredObject>(
  spec: ShardingSpec,
  objects: readonly T[],
  subject: string,
): [number, T[]][] {
  const groups = new Map<number, T[]>();
  const sorted = [...objects].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  if (sorted.length === 0) throw new InvalidDataError({ subject, expected: 'at least one key', got: 'none' });
  const { shard } = locateKey(spec, sorted[0].key);
  for (const [i, object] of sorted.entries()) {
    const place = locateKey(spec, object.key);
    if (place.shard !== shard || object.key === sorted[i - 1]?.key) {
      const expected = `different keys of shard ${shard}`;
      throw new InvalidDataError({ subject, expected, got: `${object.key} of shard ${place.shard}` });
    }
    const group = groups.get(place.minishard);
    if (group) group.push(object);
    else groups.set(place.minishard, [object]);
  }
  return [...groups].sort(([a], [b]) => a - b);
}
