import { CorruptDataError } from '../../datasets/errors.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { ObjectHead, ObjectStore, OpenedObject } from '../object-store.ts';
import { extentOf } from '../range.ts';
import { createRecent } from './recent.ts';

/** An object store as the datasets' readers know one. */
export interface PinnedStore extends Store {
  /** The version that all reads of an object are of. */
  versionOf(key: string): Promise<ObjectHead | undefined>;
}

/** A hundred bytes each. */
const MAX_VERSIONS = 4096;

/**
 * Reads each object in one version only: the first read tells which, and later ones throw ChangedError where it is
 * another, so that an index and what it points to cannot be of two versions.
 */
export function createPinnedStore(store: ObjectStore): PinnedStore {
  const versions = createRecent<ObjectHead>(MAX_VERSIONS);
  return {
    name: 'store',
    async get(key, { range, signal } = {}) {
      signal?.throwIfAborted();
      const spec = range && { first: range.begin, last: range.end === undefined ? undefined : range.end - 1 };
      const opened = await store.open(key, { range: spec, etag: versions.get(key)?.etag });
      if (opened === undefined) return undefined;
      versions.set(key, opened.head);
      return readAll(opened, key);
    },
    async versionOf(key) {
      const known = versions.get(key);
      if (known) return known;
      const head = await store.head(key);
      if (head) versions.set(key, head);
      return head;
    },
  };
}

/**
 * All bytes of what was opened.
 * @returns undefined where the object has gone.
 * @throws CorruptDataError where it is shorter than its range.
 */
export async function readAll(
  opened: OpenedObject,
  key: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const { range, head } = opened;
  if (range.kind === 'unsatisfiable') {
    await opened.discard();
    throw short(key, 'bytes inside the object', head.sizeBytes);
  }
  const { begin, end } = extentOf(range, head.sizeBytes);
  if (begin === end) {
    await opened.discard();
    return new Uint8Array(0);
  }
  const body = await opened.body();
  if (body === undefined) return undefined;
  const bytes = body instanceof Uint8Array ? body : new Uint8Array(await new Response(body).arrayBuffer());
  if (bytes.length !== end - begin) throw short(key, `${end - begin} bytes`, bytes.length);
  return bytes;
}

const short = (subject: string, expected: string, got: number) =>
  new CorruptDataError({
    subject,
    expected,
    got: `${got}`,
    cure: 'The object is truncated: upload it again',
  });
