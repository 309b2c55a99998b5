import type { ObjectStore } from '../object-store.ts';
import { readAll } from './pinned-store.ts';
import { createRecent } from './recent.ts';
import type { Extent } from './shard-access.ts';

/** Bytes of shards that are likely to be asked for next. */
export interface ReadAhead {
  /**
   * @returns the bytes of the extent, from memory or with those behind it by one read; undefined where reading ahead does
   *   not pay: the caller reads the extent alone.
   * @throws ChangedError, and what the store throws.
   */
  read(extent: Extent): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

interface Window {
  readonly id: string;
  readonly begin: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** About thirty chunks of labels. A read of this costs what a read of one chunk costs: stores bill and wait by the read. */
const WINDOW_BYTES = 2 ** 20;
/** 16 MiB in all; a worker has 128. */
const MAX_WINDOWS = 16;
/** Larger objects are streamed. */
const MAX_OBJECT_BYTES = 2 ** 18;
const MAX_SHARDS = 256;

/**
 * Chunks that are neighbours lie near each other in a shard, and readers ask for neighbours: whoever asks for a second
 * chunk near a first one gets it with a mebibyte of what follows. A single chunk is read alone.
 */
export function createReadAhead(store: ObjectStore): ReadAhead {
  const lastBegins = createRecent<number>(MAX_SHARDS);
  let windows: readonly Window[] = [];
  return {
    async read({ object, head, begin, end }) {
      const id = `${object} ${head.etag}`;
      const isInside = (w: Window) => w.id === id && w.begin <= begin && end <= w.begin + w.bytes.length;
      const last = lastBegins.get(id);
      lastBegins.set(id, begin);
      const known = windows.find(isInside);
      if (known) {
        // What is used stays: the oldest is the one that was not asked for the longest.
        windows = [known, ...windows.filter((window) => window !== known)];
        return known.bytes.slice(begin - known.begin, end - known.begin);
      }
      const isNear = last !== undefined && Math.abs(begin - last) <= WINDOW_BYTES;
      if (!isNear || end - begin > MAX_OBJECT_BYTES) return undefined;
      const range = { first: begin, last: Math.min(begin + WINDOW_BYTES, head.sizeBytes) - 1 };
      const opened = await store.open(object, { range, etag: head.etag });
      const bytes = opened && (await readAll(opened, object));
      if (bytes === undefined) return undefined;
      windows = [{ id, begin, bytes }, ...windows].slice(0, MAX_WINDOWS);
      return bytes.slice(0, end - begin);
    },
  };
}
