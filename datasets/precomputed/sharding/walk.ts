import { gunzip } from '../../codecs/index.ts';
import { CorruptDataError, isFloodlightError } from '../../errors.ts';
import type { Store } from '../../stores/index.ts';
import { shardIndexBytes } from './locate.ts';
import { decodeMinishardIndex, type MinishardIndex } from './minishard-index.ts';
import type { ShardingSpec } from './spec.ts';

/** One minishard that is not empty. Offsets are from the start of the shard. */
export interface Minishard {
  readonly number: number;
  /** Where its index lies, `[begin, end)`; undefined where the shard index says nonsense. */
  readonly extent?: readonly [begin: number, end: number];
  /** Its keys; starts are from the end of the shard index. */
  readonly index?: MinishardIndex;
  /** Why there is no index. */
  readonly error?: unknown;
}

/** Entries of the shard index that are read at once. */
const ENTRIES_AT_ONCE = 4096;
const MAX_INDEX_BYTES = 2 ** 26;

/**
 * Reads the indices of one shard, minishard by minishard, without its data.
 * @returns nothing where there is no such shard.
 * @throws CorruptDataError where the shard ends inside its own shard index; TransientError, AbortedError of the store.
 *   What is wrong with a single minishard comes with it.
 */
export async function* walkShard(
  store: Store,
  object: string,
  spec: ShardingSpec,
  signal?: AbortSignal,
): AsyncGenerator<Minishard> {
  const count = 2 ** spec.minishardBits;
  for (let first = 0; first < count; first += ENTRIES_AT_ONCE) {
    const last = Math.min(count, first + ENTRIES_AT_ONCE);
    const range = { begin: 16 * first, end: 16 * last };
    const bytes = await store.get(object, { range, signal });
    if (!bytes) return;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let number = first; number < last; number++) {
      const at = 16 * (number - first);
      const [start, end] = [view.getBigUint64(at, true), view.getBigUint64(at + 8, true)];
      if (start !== end) yield await readMinishard({ store, object, spec, signal }, number, [start, end]);
    }
  }
}

interface Shard {
  readonly store: Store;
  readonly object: string;
  readonly spec: ShardingSpec;
  readonly signal?: AbortSignal;
}

async function readMinishard(
  { store, object, spec, signal }: Shard,
  number: number,
  [start, end]: readonly [bigint, bigint],
): Promise<Minishard> {
  const subject = `${store.name}/${object}: minishard ${number}`;
  const base = shardIndexBytes(spec);
  if (end < start || end > BigInt(Number.MAX_SAFE_INTEGER - base) || end - start > BigInt(MAX_INDEX_BYTES)) {
    const expected = `an index of at most ${MAX_INDEX_BYTES} bytes that ends after its start`;
    const cure = 'The shard is damaged: write or download it again';
    return { number, error: new CorruptDataError({ subject, expected, got: `[${start},${end})`, cure }) };
  }
  const extent = [base + Number(start), base + Number(end)] as const;
  try {
    const stored = await store.get(object, { range: { begin: extent[0], end: extent[1] }, signal });
    if (!stored) return { number, extent };
    const isGzip = spec.minishardIndexEncoding === 'gzip';
    const bytes = isGzip ? await gunzip(stored, MAX_INDEX_BYTES, subject) : stored;
    return { number, extent, index: decodeMinishardIndex(bytes, subject) };
  } catch (error) {
    if (!isFloodlightError(error) || error.tag === 'transient' || error.tag === 'aborted') throw error;
    return { number, extent, error };
  }
}
