import { decodeBytes } from '../codecs/bytes/index.ts';
import { CorruptDataError, UnsupportedError } from '../errors.ts';
import { productOf } from '../ndarray/index.ts';
import { hostOrder } from '../raw-file/index.ts';
import type { ByteRange, Store } from '../stores/index.ts';
import type { Sharding } from './description.ts';

/** Where the chunks of one shard lie: offset and length of each, in the order of the grid. */
export type ShardIndex = BigUint64Array;

/** What an absent chunk has for offset and length. */
const ABSENT = 2n ** 64n - 1n;
/** A shard of 32 x 32 x 32 chunks has half a megabyte. */
const MAX_KEPT_BYTES = 2 ** 25;

/** Reads indices of shards and keeps those used last. */
export interface ShardIndices {
  /** @returns undefined where there is no such shard. @throws CorruptDataError. */
  get(key: string): Promise<ShardIndex | undefined>;
}

/** @param counts chunks of a shard, by stored dimension. */
export function createShardIndices(
  store: Store,
  sharding: Sharding,
  counts: readonly number[],
): ShardIndices {
  const plainBytes = 16 * productOf(counts);
  const bytes = plainBytes + (sharding.indexHasChecksum ? 4 : 0);
  const maxKept = Math.max(4, Math.floor(MAX_KEPT_BYTES / plainBytes));
  const kept = new Map<string, Promise<ShardIndex | undefined>>();
  return {
    get(key) {
      const known = kept.get(key);
      // Without a signal: other callers may be waiting for the same index.
      const index = known ?? readIndex({ store, key, bytes, sharding });
      kept.delete(key);
      kept.set(key, index);
      if (!known) index.catch(() => kept.delete(key));
      for (const oldest of kept.keys()) {
        if (kept.size <= maxKept) break;
        kept.delete(oldest);
      }
      return index;
    },
  };
}

interface IndexRequest {
  readonly store: Store;
  readonly key: string;
  readonly bytes: number;
  readonly sharding: Sharding;
}

async function readIndex({ store, key, bytes, sharding }: IndexRequest): Promise<ShardIndex | undefined> {
  const subject = `${store.name}/${key}: index of the shard`;
  const begin = sharding.indexAtStart ? 0 : await beginAtEnd(store, key, bytes, subject);
  if (begin === undefined) return undefined;
  const stored = await store.get(key, { range: { begin, end: begin + bytes } });
  if (!stored) return undefined;
  const plain = sharding.indexHasChecksum ? await decodeBytes('crc32c', stored, bytes, subject) : stored;
  return new BigUint64Array(hostOrder(plain, 8, sharding.indexIsBigEndian).buffer);
}

async function beginAtEnd(
  store: Store,
  key: string,
  bytes: number,
  subject: string,
): Promise<number | undefined> {
  if (!store.size) {
    const cure = 'Copy the data to a folder or a web server';
    throw new UnsupportedError({ subject, expected: 'a store that tells sizes', got: store.name, cure });
  }
  const size = await store.size(key);
  if (size === undefined || size >= bytes) return size === undefined ? undefined : size - bytes;
  throw damaged(subject, `at least ${bytes} bytes`, `${size}`);
}

/**
 * Where a chunk lies in its shard; undefined where it is not stored.
 * @param maxBytes the most that a chunk may have.
 * @throws CorruptDataError for an entry that cannot be.
 */
export function rangeOf(
  index: ShardIndex,
  place: number,
  maxBytes: number,
  subject: string,
): ByteRange | undefined {
  const [offset, length] = [index[2 * place], index[2 * place + 1]];
  if (offset === ABSENT && length === ABSENT) return undefined;
  if (offset + length <= BigInt(Number.MAX_SAFE_INTEGER) && length <= BigInt(maxBytes))
    return { begin: Number(offset), end: Number(offset + length) };
  throw damaged(subject, `an offset and at most ${maxBytes} bytes`, `${offset} and ${length}`);
}

const damaged = (subject: string, expected: string, got: string) =>
  new CorruptDataError({
    subject,
    expected,
    got,
    cure: 'The shard is truncated or damaged: copy or write it again',
  });
