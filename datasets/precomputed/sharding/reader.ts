import { gunzip } from '../../codecs/index.ts';
import { CorruptDataError, TooLargeError } from '../../errors.ts';
import type { Store } from '../../stores/index.ts';
import { locateKey, shardIndexBytes, shardName } from './locate.ts';
import { decodeMinishardIndex, findKey, type MinishardIndex } from './minishard-index.ts';
import type { ShardingSpec } from './spec.ts';

export interface ShardGetOptions {
  /** The most an object may have, stored or decompressed; more is TooLargeError. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** Where an object lies, as stored. */
export interface StoredObject {
  /** Key of the shard in the store. */
  readonly object: string;
  /** Bytes in it: [begin, end). */
  readonly begin: number;
  readonly end: number;
}

/** Reads objects by uint64 key: chunks of volumes, and as well meshes and skeletons. */
export interface ShardedReader {
  /** Where an object lies; undefined where the shard or the key is not there. Fragments of meshes lie before theirs. */
  locate(key: bigint): Promise<StoredObject | undefined>;
  /**
   * Three range reads where nothing is known yet, one where the minishard's index is kept.
   * @returns the object, decompressed; undefined where the shard or the key is not there.
   * @throws CorruptDataError naming shard, minishard and offset; TooLargeError.
   */
  get(key: bigint, options: ShardGetOptions): Promise<Uint8Array | undefined>;
}

export interface ShardedReaderOptions {
  /** Minishard indices to keep; the longest unused go first. Default 64. */
  readonly maxIndices?: number;
  /** The most a minishard index may have, stored or decompressed; more is TooLargeError. Default 64 MiB. */
  readonly maxIndexBytes?: number;
  /**
   * Whether callers wait together for an index that is being read. Default true. False in a worker, where a read ends with
   * the request that began it and would leave others waiting for ever: there only what has arrived is kept.
   */
  readonly sharePending?: boolean;
}

const DEFAULT_MAX_INDICES = 64;

/** 2.8 million entries; advice is 10 000. A header that says more is wrong or an attack. */
const MAX_INDEX_BYTES = 2 ** 26;

/** @param folder of the `.shard` objects in the store, without a last slash. */
export function createShardedReader(
  store: Store,
  folder: string,
  spec: ShardingSpec,
  options: ShardedReaderOptions = {},
): ShardedReader {
  const { maxIndices = DEFAULT_MAX_INDICES, maxIndexBytes = MAX_INDEX_BYTES, sharePending = true } = options;
  const kept = new Map<string, Promise<MinishardIndex | undefined>>();
  const keep = (id: string, index: Promise<MinishardIndex | undefined>): void => {
    kept.delete(id);
    kept.set(id, index);
    const forget = () => kept.get(id) === index && kept.delete(id);
    index.then((found) => found ?? forget(), forget);
    for (const oldest of kept.keys()) {
      if (kept.size <= maxIndices) break;
      kept.delete(oldest);
    }
  };
  const indexOf = async (object: string, minishard: number): Promise<MinishardIndex | undefined> => {
    const id = `${object}#${minishard}`;
    // Without a signal: other callers may be waiting for the same index.
    const index = kept.get(id) ?? readIndex({ store, object, spec, maxIndexBytes }, minishard);
    if (sharePending) keep(id, index);
    const found = await index;
    if (!sharePending && found) keep(id, Promise.resolve(found));
    return found;
  };
  const find = async (key: bigint): Promise<(StoredObject & { readonly minishard: number }) | undefined> => {
    const { shard, minishard } = locateKey(spec, key);
    const object = `${folder}/${shardName(spec, shard)}`;
    const index = await indexOf(object, minishard);
    const at = index && findKey(index, key);
    if (!index || at === undefined) return undefined;
    const begin = shardIndexBytes(spec) + index.starts[at];
    return { object, begin, end: begin + index.sizes[at], minishard };
  };
  return {
    async locate(key) {
      const found = await find(key);
      return found && { object: found.object, begin: found.begin, end: found.end };
    },
    async get(key, { maxBytes, signal }) {
      const found = await find(key);
      if (!found) return undefined;
      const { object, begin, end, minishard } = found;
      const subject = `${store.name}/${object}: minishard ${minishard}: key ${key} at offset ${begin}`;
      assertSize(end - begin, maxBytes, subject);
      if (begin === end) return new Uint8Array(0);
      const bytes = await readExact(store, object, { begin, end }, subject, signal);
      return spec.dataEncoding === 'gzip' ? gunzip(bytes, maxBytes, subject) : bytes;
    },
  };
}

interface IndexSource {
  readonly store: Store;
  readonly object: string;
  readonly spec: ShardingSpec;
  readonly maxIndexBytes: number;
}

/** @returns undefined where the shard is not there; an empty index where the minishard has no keys. */
async function readIndex(
  { store, object, spec, maxIndexBytes }: IndexSource,
  minishard: number,
): Promise<MinishardIndex | undefined> {
  const subject = `${store.name}/${object}: minishard ${minishard}`;
  const entry = await store.get(object, { range: { begin: 16 * minishard, end: 16 * minishard + 16 } });
  if (!entry) return undefined;
  if (entry.length !== 16) throw torn(subject, '16 bytes of the shard index', `${entry.length}`);
  const view = new DataView(entry.buffer, entry.byteOffset, 16);
  const start = view.getBigUint64(0, true);
  const end = view.getBigUint64(8, true);
  if (start === end) return decodeMinishardIndex(new Uint8Array(0), subject);
  if (end < start) throw torn(subject, `an index that ends after its start ${start}`, `end ${end}`);
  const base = shardIndexBytes(spec);
  if (end > BigInt(Number.MAX_SAFE_INTEGER - base)) throw torn(subject, 'an index below 2^53', `end ${end}`);
  assertSize(Number(end - start), maxIndexBytes, `${subject}: index`);
  const range = { begin: base + Number(start), end: base + Number(end) };
  const bytes = await readExact(store, object, range, `${subject}: index at offset ${range.begin}`);
  const isGzip = spec.minishardIndexEncoding === 'gzip';
  return decodeMinishardIndex(isGzip ? await gunzip(bytes, maxIndexBytes, subject) : bytes, subject);
}

async function readExact(
  store: Store,
  object: string,
  range: { begin: number; end: number },
  ...[subject, signal]: [subject: string, signal?: AbortSignal]
): Promise<Uint8Array> {
  const expected = `${range.end - range.begin} bytes`;
  let bytes: Uint8Array | undefined;
  try {
    bytes = await store.get(object, { range, signal });
  } catch (cause) {
    if (cause instanceof CorruptDataError) throw torn(subject, expected, 'a shorter shard', cause);
    throw cause;
  }
  if (bytes?.length !== range.end - range.begin) {
    throw torn(subject, expected, bytes ? `${bytes.length}` : 'no shard any more');
  }
  return bytes;
}

function assertSize(size: number, most: number, subject: string): void {
  if (size <= most) return;
  throw new TooLargeError({ subject, expected: `at most ${most} bytes`, got: `${size}` });
}

const torn = (subject: string, expected: string, ...[got, cause]: [string, unknown?]): CorruptDataError => {
  const cure = 'The shard is damaged or being replaced: write or download it again';
  return new CorruptDataError({ subject, expected, got, cure, cause });
};
