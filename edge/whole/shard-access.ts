import { CorruptDataError } from '../../datasets/errors.ts';
import {
  createShardedReader,
  type ShardedReader,
  type ShardingSpec,
} from '../../datasets/precomputed/sharding/index.ts';
import { ChangedError, type ObjectHead, type ObjectStore } from '../object-store.ts';
import { createPinnedStore, type PinnedStore } from './pinned-store.ts';

/** A run of bytes of a shard, of one version of it. */
export interface Extent {
  /** Key of the shard in the store. */
  readonly object: string;
  /** Of the shard as a whole. */
  readonly head: ObjectHead;
  /** Bytes [begin, end) of it. */
  readonly begin: number;
  readonly end: number;
  /** For who finds that the shard is another by now: drops what is known of it. */
  forget(): void;
}

export interface ShardAccess {
  readonly spec: ShardingSpec;
  /**
   * Where the object with this key lies. Two reads of the store where nothing is known yet, none where its index is kept.
   * @returns undefined where the shard or the key is not there.
   * @throws CorruptDataError, TooLargeError for an index that is none.
   */
  locate(key: bigint): Promise<Extent | undefined>;
  /** The object's bytes, decompressed. @returns undefined where it is not there. */
  read(key: bigint, maxBytes: number): Promise<Uint8Array | undefined>;
}

/** 12 kB each by the usual rule; a worker has 128 MB. */
const MAX_INDICES = 256;
const MAX_INDEX_BYTES = 2 ** 22;

/** @param folder of the shards. Reads again, once, where a shard was replaced in between. */
export function createShardAccess(store: ObjectStore, folder: string, spec: ShardingSpec): ShardAccess {
  const create = () => {
    const pinned = createPinnedStore(store);
    const options = { maxIndices: MAX_INDICES, maxIndexBytes: MAX_INDEX_BYTES, sharePending: false };
    return { pinned, reader: createShardedReader(pinned, folder, spec, options) };
  };
  let current = create();
  const run = async <T>(task: (now: typeof current) => Promise<T>): Promise<T> => {
    try {
      return await task(current);
    } catch (error) {
      if (!(error instanceof ChangedError)) throw error;
      forget();
      return task(current);
    }
  };
  const forget = () => {
    current = create();
  };
  return {
    spec,
    locate: (key) =>
      run(async (now) => {
        const found = await locate(now, key);
        return found && { ...found, forget };
      }),
    read: (key, maxBytes) => run(({ reader }) => reader.get(key, { maxBytes })),
  };
}

async function locate(
  { pinned, reader }: { readonly pinned: PinnedStore; readonly reader: ShardedReader },
  key: bigint,
): Promise<Omit<Extent, 'forget'> | undefined> {
  const found = await reader.locate(key);
  const head = found && (await pinned.versionOf(found.object));
  if (!found || !head) return undefined;
  const { object, begin, end } = found;
  if (end > head.sizeBytes) {
    const subject = `${object}: key ${key}`;
    const cure = 'The shard is damaged: upload it again';
    throw new CorruptDataError({
      subject,
      expected: `bytes below ${head.sizeBytes}`,
      got: `[${begin},${end})`,
      cure,
    });
  }
  return { object, head, begin, end };
}
