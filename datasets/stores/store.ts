/** Bytes `[begin, end)` of an object; without `end`, to its last byte. */
export interface ByteRange {
  readonly begin: number;
  readonly end?: number;
}

export interface GetOptions {
  readonly range?: ByteRange;
  readonly signal?: AbortSignal;
  /** Extra request headers, for stores that speak HTTP; others ignore them. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * Where bytes come from: one method, and everything else (files, http, caches, retries) is an
 * implementation or a `with…` wrapper of it. Keys are relative, `/`-separated, without a leading `/`.
 */
export interface Store {
  /** For messages: the folder or URL this store stands for. */
  readonly name: string;
  /**
   * @returns the bytes; undefined where the key does not exist.
   * @throws ForbiddenError, TransientError, CorruptDataError (body shorter than asked), AbortedError.
   */
  get(key: string, options?: GetOptions): Promise<Uint8Array | undefined>;
  /**
   * How long an object is, without reading it; undefined where the key does not exist. Stores that cannot tell leave this out.
   * @throws those of `get`.
   */
  size?(key: string, options?: { readonly signal?: AbortSignal }): Promise<number | undefined>;
  /** Keys that start with `prefix`, in no stated order. Stores that cannot list leave this out. */
  list?(prefix: string, options?: { readonly signal?: AbortSignal }): AsyncIterable<string>;
}

/** A store that can also be written. Writes are atomic: a reader sees the old object or the new one. */
export interface WritableStore extends Store {
  put(key: string, bytes: Uint8Array): Promise<void>;
  /** Removes an object; nothing happens where there is none. Stores that cannot leave this out. */
  delete?(key: string): Promise<void>;
}
