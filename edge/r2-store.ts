import type { R2Bucket, R2Object, R2ObjectBody, R2Range } from '@cloudflare/workers-types';
import { TransientError } from '../datasets/errors.ts';
import {
  ChangedError,
  type ObjectBody,
  type ObjectHead,
  type ObjectStore,
  type OpenOptions,
} from './object-store.ts';
import { extentOf, type RangeAnswer, type RangeSpec, resolveSpec } from './range.ts';

/**
 * A bucket of Cloudflare R2. Ranges are ours: the binding answers wrong ones with the whole object, or with an error that
 * says only that there was one.
 */
export function r2ObjectStore(bucket: R2Bucket): ObjectStore {
  return {
    async head(key) {
      const object = await explained(key, () => bucket.head(key));
      return object === null ? undefined : headOf(object);
    },
    async open(key, options = {}) {
      const object = await getObject(bucket, key, options);
      if (object === null) return undefined;
      if (object === 'unsatisfiable') {
        const head = await this.head(key);
        return head && opened(head, { kind: 'unsatisfiable' });
      }
      if (!('body' in object)) throw new ChangedError(key, options.etag ?? '');
      const head = headOf(object);
      const range = resolveSpec(options.range, head.sizeBytes);
      if (range.kind === 'unsatisfiable' || !isExtent(object, range)) {
        await object.body.cancel();
        if (range.kind === 'unsatisfiable') return opened(head, range);
        const got = JSON.stringify(object.range);
        throw new TransientError({ subject: key, expected: `range ${JSON.stringify(range)}`, got });
      }
      return opened(head, range, object.body as unknown as ReadableStream<Uint8Array<ArrayBuffer>>);
    },
  };
}

function opened(head: ObjectHead, range: RangeAnswer, body?: ReadableStream<Uint8Array<ArrayBuffer>>) {
  return {
    head,
    range,
    body: async (): Promise<ObjectBody | undefined> => body,
    discard: async () => body?.cancel(),
  };
}

async function getObject(
  bucket: R2Bucket,
  key: string,
  { range, etag }: OpenOptions,
): Promise<R2ObjectBody | R2Object | 'unsatisfiable' | null> {
  const onlyIf = etag === undefined ? undefined : { etagMatches: etag.replaceAll('"', '') };
  try {
    return await explained(key, () => bucket.get(key, { range: r2Range(range), onlyIf }));
  } catch (error) {
    // The binding refuses ranges in several ways, of empty objects without a code. The size tells what it meant.
    const object = range && (await explained(key, () => bucket.head(key)));
    if (object && resolveSpec(range, object.size).kind === 'unsatisfiable') return 'unsatisfiable';
    throw error;
  }
}

/** `first` above the size is refused by the binding or answered with the whole object: both are seen afterwards. */
function r2Range(spec: RangeSpec | undefined): R2Range | undefined {
  if (spec === undefined) return undefined;
  if (spec.suffix !== undefined) return { suffix: spec.suffix };
  return spec.last === undefined
    ? { offset: spec.first }
    : { offset: spec.first, length: spec.last - spec.first + 1 };
}

/** Whether the binding sends the bytes that we resolved. Its `range` has keys that are there and undefined. */
function isExtent(object: R2ObjectBody, range: RangeAnswer): boolean {
  const { begin, end } = extentOf(range, object.size);
  const given = object.range as { offset?: number; length?: number; suffix?: number } | undefined;
  if (given === undefined) return range.kind === 'whole';
  const offset = given.suffix === undefined ? (given.offset ?? 0) : Math.max(0, object.size - given.suffix);
  const length = given.suffix ?? given.length ?? object.size - offset;
  return offset === begin && Math.min(length, object.size - offset) === end - begin;
}

function headOf(object: R2Object): ObjectHead {
  const { contentEncoding } = object.httpMetadata ?? {};
  return {
    sizeBytes: object.size,
    etag: object.httpEtag,
    modifiedMs: object.uploaded.getTime(),
    // Some writers name the absence of an encoding.
    contentEncoding: contentEncoding === '' || contentEncoding === 'identity' ? undefined : contentEncoding,
  };
}

/** @throws TransientError: whatever the binding throws, the next try may succeed. */
async function explained<T>(subject: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (cause) {
    throw new TransientError({ subject, expected: 'an answer of R2', got: String(cause), cause });
  }
}
