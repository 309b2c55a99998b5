/** One request, and what its answer has to be. */
export interface Case {
  readonly name: string;
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** Exact text, a pattern, or null for "must be absent". */
  readonly expect?: Readonly<Record<string, string | RegExp | null>>;
  readonly body?: Uint8Array;
}
