/** What is known of an object before its bytes are asked for. */
export interface ObjectHead {
  /** Stored length, in bytes; of the encoded bytes where `contentEncoding` is set. */
  readonly sizeBytes: number;
  /** Strong entity tag with its quotes, e.g. `"5f-1a2b"`: it changes whenever the bytes do. */
  readonly etag: string;
  /** Last change, in milliseconds since 1970. */
  readonly modifiedMs: number;
  /** Set only where the object is stored encoded, e.g. `gzip`. It is passed on, never guessed. */
  readonly contentEncoding?: string;
}

export interface ReadOptions {
  /** Read this version and no other: a store that finds another throws TransientError. */
  readonly etag?: string;
  readonly signal?: AbortSignal;
}

/**
 * Where the edge takes bytes from; R2 and a folder both fit. Unlike `datasets` stores it streams, and it
 * knows sizes and versions. Keys are decoded, relative and `/`-separated, and have passed `parseRoute`.
 */
export interface ObjectStore {
  /**
   * @returns undefined where there is no such object (a folder is none).
   * @throws ForbiddenError, TransientError.
   */
  head(key: string): Promise<ObjectHead | undefined>;
  /**
   * @param range bytes `[begin, end)`, not empty and inside the object.
   * @returns exactly `end - begin` bytes; undefined where the object has gone since `head`.
   * @throws ForbiddenError, TransientError, CorruptDataError.
   */
  read(
    key: string,
    range: { readonly begin: number; readonly end: number },
    options?: ReadOptions,
  ): Promise<ReadableStream<Uint8Array<ArrayBuffer>> | Uint8Array<ArrayBuffer> | undefined>;
}
