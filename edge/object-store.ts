import { TransientError } from '../datasets/errors.ts';
import type { RangeAnswer, RangeSpec } from './range.ts';

/** What is known of an object before its bytes are asked for. */
export interface ObjectHead {
  /** Stored length, in bytes; of the encoded bytes where `contentEncoding` is set. */
  readonly sizeBytes: number;
  /** Strong entity tag with its quotes, e.g. `"5f-1a2b"`: it changes whenever the bytes do. */
  readonly etag: string;
  /** Last change, in milliseconds since 1970; absent where the store does not know. */
  readonly modifiedMs?: number;
  /** Set only where the object is stored encoded, e.g. `gzip`. It is passed on, never guessed. */
  readonly contentEncoding?: string;
}

export type ObjectBody = ReadableStream<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer>;

/** An object, or a part of it, whose bytes can be had by one call more. */
export interface OpenedObject {
  readonly head: ObjectHead;
  /** Which bytes `body` gives. */
  readonly range: RangeAnswer;
  /**
   * At most one call; none where the range is unsatisfiable.
   * @returns exactly the bytes of `range`; undefined where the object has gone since.
   * @throws ForbiddenError, TransientError, CorruptDataError.
   */
  body(): Promise<ObjectBody | undefined>;
  /** Lets go of what was opened, instead of `body`. */
  discard(): Promise<void>;
}

export interface OpenOptions {
  /** Default: the whole object. */
  readonly range?: RangeSpec;
  /** Open this version and no other. */
  readonly etag?: string;
}

/**
 * Where the edge takes bytes from; R2 and a folder both fit. Unlike `datasets` stores it streams, and it knows sizes and
 * versions. Keys are decoded, relative and `/`-separated, and have passed `parseRoute`. Nothing that comes of one request
 * may be kept for another: a worker's input and output end with the request that began them.
 */
export interface ObjectStore {
  /**
   * @returns undefined where there is no such object (a folder is none).
   * @throws ForbiddenError, TransientError.
   */
  head(key: string): Promise<ObjectHead | undefined>;
  /**
   * One operation of the store, whatever the range turns out to be.
   * @returns undefined where there is no such object.
   * @throws ForbiddenError, TransientError; ChangedError where `etag` is of another version.
   */
  open(key: string, options?: OpenOptions): Promise<OpenedObject | undefined>;
}

/** An object is no longer the version that was asked for: what was learnt of it is out of date. */
export class ChangedError extends TransientError {
  constructor(key: string, wanted: string) {
    super({ subject: key, expected: `version ${wanted}`, got: 'another', cure: 'Read it again' });
  }
}
