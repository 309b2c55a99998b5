import { isFloodlightError } from '../../datasets/errors.ts';
import {
  locateKey,
  type Minishard,
  type ShardingSpec,
  shardIndexBytes,
  shardName,
  walkShard,
} from '../../datasets/precomputed/sharding/index.ts';
import { type Store, throwIfAborted } from '../../datasets/stores/index.ts';
import type { ProblemKind, ProblemLog } from './verify-problems.ts';

/** An object in a shard; offsets from the start of the shard. */
export interface ShardedObject {
  readonly key: bigint;
  /** Of the shard in the store. */
  readonly object: string;
  readonly begin: number;
  readonly end: number;
  /** For messages. */
  readonly subject: string;
}

export interface ShardsJob {
  readonly store: Store;
  readonly folder: string;
  readonly spec: ShardingSpec;
  readonly log: ProblemLog;
  readonly kind: ProblemKind;
  readonly signal?: AbortSignal;
  /** Why a key has no business here; undefined where it has. */
  readonly refuse?: (key: bigint) => string | undefined;
  /** Called for each object, in order. @returns further bytes of the shard that belong to it, `[begin, end)`. */
  readonly onObject?: (object: ShardedObject) => Promise<Extent | undefined>;
}

type Extent = readonly [begin: number, end: number];

export interface ShardsResult {
  readonly shards: number;
  readonly keys: number;
  /** Bytes of shards that no index leads to. */
  readonly orphanBytes: number;
}

/**
 * Checks the indices of shards: that they are whole and in order, that no two things share a byte, that every key is
 * where its hash puts it, and that nothing else is in the file.
 * @param shards numbers of the shards; those that are not there are passed over.
 */
export async function verifyShards(
  job: ShardsJob,
  shards: Iterable<bigint> | AsyncIterable<bigint>,
): Promise<ShardsResult> {
  const sum = { shards: 0, keys: 0, orphanBytes: 0 };
  for await (const shard of shards) {
    throwIfAborted(job.signal, job.store.name);
    const found = await verifyShard(job, shard);
    if (!found) continue;
    sum.shards++;
    sum.keys += found.keys;
    sum.orphanBytes += found.orphanBytes;
  }
  return sum;
}

/** Numbers of the shards that a store lists in a folder. */
export async function* listedShards({
  store,
  folder,
  spec,
}: Pick<ShardsJob, 'store' | 'folder' | 'spec'>): AsyncGenerator<bigint> {
  for await (const key of store.list!(`${folder}/`)) {
    const [, digits] = /^([0-9a-f]+)\.shard$/.exec(key.slice(folder.length + 1)) ?? [];
    if (digits === undefined) continue;
    const number = BigInt(`0x${digits}`);
    if (number < 1n << BigInt(spec.shardBits) && shardName(spec, number) === `${digits}.shard`) yield number;
  }
}

interface Piece {
  readonly begin: number;
  readonly end: number;
  readonly what: string;
}

async function verifyShard(job: ShardsJob, shard: bigint): Promise<Omit<ShardsResult, 'shards'> | undefined> {
  const { store, folder, spec, log, kind, signal } = job;
  const object = `${folder}/${shardName(spec, shard)}`;
  const pieces: Piece[] = [];
  const before = log.count;
  let keys = 0;
  try {
    if (!(await store.get(object, { range: { begin: 0, end: 1 }, signal }))) return undefined;
    for await (const minishard of walkShard(store, object, spec, signal))
      keys += await verifyMinishard({ ...job, object, shard, pieces }, minishard);
  } catch (error) {
    log.catch(kind, error);
    return { keys, orphanBytes: 0 };
  }
  assertDisjoint(pieces, { ...job, object });
  // Where an index cannot be read, nobody can say what belongs to it.
  const orphanBytes = log.count > before ? 0 : await orphansOf(pieces, { ...job, object });
  return { keys, orphanBytes };
}

interface ShardJob extends ShardsJob {
  readonly object: string;
}

async function verifyMinishard(
  job: ShardJob & { readonly shard: bigint; readonly pieces: Piece[] },
  { number, extent, index, error }: Minishard,
): Promise<number> {
  const { store, object, spec, log, kind, shard, pieces } = job;
  const name = `${store.name}/${object}: minishard ${number}`;
  if (extent) pieces.push({ begin: extent[0], end: extent[1], what: `the index of minishard ${number}` });
  if (error !== undefined) log.catch(kind, error);
  if (!index) return 0;
  const base = shardIndexBytes(spec);
  for (const [i, key] of index.keys.entries()) {
    const begin = base + index.starts[i]!;
    const end = begin + index.sizes[i]!;
    const subject = `${name}: key ${key} at offset ${begin}`;
    pieces.push({ begin, end, what: `key ${key}` });
    const place = locateKey(spec, key);
    const refusal = job.refuse?.(key);
    if (place.shard !== shard || place.minishard !== number) {
      const other = `${shardName(spec, place.shard)}, minishard ${place.minishard}`;
      log.add(kind, `${subject}: expected in ${other}, where its hash puts it and readers look, got here`);
    } else if (refusal !== undefined) log.add(kind, `${subject}: ${refusal}`);
    else {
      const more = await job.onObject?.({ key, object, begin, end, subject });
      if (more) pieces.push({ begin: more[0], end: more[1], what: `fragments of key ${key}` });
    }
  }
  return index.keys.length;
}

/** Within a minishard the index's own reader has looked. */
function assertDisjoint(pieces: Piece[], { store, object, log, kind }: ShardJob): void {
  pieces.sort((a, b) => a.begin - b.begin || a.end - b.end);
  let last: Piece | undefined;
  for (const piece of pieces) {
    if (piece.end === piece.begin) continue;
    if (last && piece.begin < last.end) {
      const place = `[${piece.begin},${piece.end})`;
      const text = `${piece.what} from offset ${last.end} on, after ${last.what}, got ${place}`;
      log.add(kind, `${store.name}/${object}: expected ${text}: they overlap`);
    }
    if (!last || piece.end > last.end) last = piece;
  }
}

async function orphansOf(pieces: readonly Piece[], job: ShardJob): Promise<number> {
  const { store, object, spec, log, kind, signal } = job;
  let end = shardIndexBytes(spec);
  let orphans = 0;
  for (const piece of pieces) {
    orphans += Math.max(0, piece.begin - end);
    end = Math.max(end, piece.end);
  }
  try {
    // The last thing must be there, and nothing after it.
    const tail = await store.get(object, { range: { begin: end - 1, end }, signal });
    if (tail?.length !== 1) return orphans;
  } catch (error) {
    log.catch(kind, error);
    return orphans;
  }
  return orphans + (await bytesFrom(job, end));
}

/** Length of what comes after an offset, found by doubling steps: stores need not tell sizes. */
async function bytesFrom({ store, object, signal }: ShardJob, offset: number): Promise<number> {
  const isThere = async (at: number) => {
    try {
      return (await store.get(object, { range: { begin: at, end: at + 1 }, signal }))?.length === 1;
    } catch (error) {
      if (isFloodlightError(error, 'corrupt')) return false;
      throw error;
    }
  };
  if (!(await isThere(offset))) return 0;
  let low = offset;
  let step = 1;
  while (await isThere(low + step)) {
    low += step;
    step *= 2;
  }
  for (; step >= 1; step /= 2) if (await isThere(low + step)) low += step;
  return low + 1 - offset;
}
