import type { ObjectStore } from '../object-store.ts';
import { readAll } from './pinned-store.ts';
import { createRecent } from './recent.ts';
import type { Extent } from './shard-access.ts';

/** Bytes of shards that are likely to be asked for next. */
export interface ReadAhead {
  /**
   * @returns the bytes of the extent, from memory or with those behind it by one read; undefined where reading ahead does
   *   not pay: the caller reads the extent alone. Nobody writes into them.
   * @throws ChangedError, and what the store throws.
   */
  read(extent: Extent): Promise<Uint8Array<ArrayBuffer> | undefined>;
}

/** Bytes [begin, end) of an object in one version. */
interface Span {
  readonly id: string;
  readonly begin: number;
  readonly end: number;
}

interface Window extends Span {
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** About thirty chunks of labels. A read of this costs what a read of one chunk costs: stores bill and wait by the read. */
const WINDOW_BYTES = 2 ** 20;
const MAX_WINDOW_BYTES = 2 ** 22;
/** In all; a worker has 128 MiB. */
const MAX_KEPT_BYTES = 2 ** 24;
/** Larger objects are streamed. */
const MAX_OBJECT_BYTES = 2 ** 18;
const MAX_SHARDS = 256;
/** A read whose request was cut off is never heard of again. */
const UNDER_WAY_MS = 10_000;

const covers = (span: Span, { id, begin, end }: Span) =>
  span.id === id && span.begin <= begin && end <= span.end;

/**
 * Chunks that are neighbours lie near each other in a shard, and readers ask for neighbours: whoever asks for a second
 * chunk near a first one gets it with a mebibyte of what follows, and who goes on past that with twice as much as before.
 * A single chunk is read alone, and one that another request is about to bring, too.
 */
export function createReadAhead(store: ObjectStore, now: () => number = Date.now): ReadAhead {
  const lastBegins = createRecent<number>(MAX_SHARDS);
  let windows: readonly Window[] = [];
  let underWay: readonly (Span & { readonly untilMs: number })[] = [];

  const load = async ({ object, head }: Extent, span: Span): Promise<Uint8Array<ArrayBuffer> | undefined> => {
    const mark = { ...span, untilMs: now() + UNDER_WAY_MS };
    underWay = [mark, ...underWay.filter(({ untilMs }) => untilMs > now())];
    try {
      const range = { first: span.begin, last: span.end - 1 };
      const opened = await store.open(object, { range, etag: head.etag });
      return opened && (await readAll(opened, object));
    } finally {
      underWay = underWay.filter((other) => other !== mark);
    }
  };

  return {
    async read(extent) {
      const { object, head, begin, end } = extent;
      const wanted = { id: `${object} ${head.etag}`, begin, end };
      const last = lastBegins.get(wanted.id);
      lastBegins.set(wanted.id, begin);
      const known = windows.find((window) => covers(window, wanted));
      if (known) {
        // What is used stays: the oldest is the one that was not asked for the longest.
        windows = [known, ...windows.filter((window) => window !== known)];
        return known.bytes.subarray(begin - known.begin, end - known.begin);
      }
      const isNear = last !== undefined && Math.abs(begin - last) <= WINDOW_BYTES;
      const isComing = underWay.some((span) => covers(span, wanted) && span.untilMs > now());
      if (!isNear || isComing || end - begin > MAX_OBJECT_BYTES) return undefined;
      const length = lengthOf(wanted, windows);
      const span = { ...wanted, end: Math.min(begin + length, head.sizeBytes) };
      const bytes = await load(extent, span);
      if (bytes === undefined) return undefined;
      windows = withinBudget([{ ...span, bytes }, ...windows]);
      return bytes.subarray(0, end - begin);
    },
  };
}

/** Twice as much as the window that ends here. */
function lengthOf({ id, begin }: Span, windows: readonly Window[]): number {
  const before = windows.find(
    (window) => window.id === id && begin >= window.begin && begin <= window.end + MAX_OBJECT_BYTES,
  );
  return before ? Math.min(2 * before.bytes.length, MAX_WINDOW_BYTES) : WINDOW_BYTES;
}

/** As many of the first as may be kept. */
function withinBudget(windows: readonly Window[]): readonly Window[] {
  let total = 0;
  return windows.filter(({ bytes }) => {
    total += bytes.length;
    return total <= MAX_KEPT_BYTES;
  });
}
