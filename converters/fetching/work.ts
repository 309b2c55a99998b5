/** What a fetch is doing, for a progress line. */
export interface FetchProgress {
  readonly part: string;
  readonly done: number;
  readonly total: number;
  readonly unit: 'chunks' | 'files' | 'meshes';
  /** Bytes of this part that have arrived in this run. */
  readonly bytes: number;
}

/** What became of one part. */
export interface PartReport {
  readonly part: string;
  readonly folder: string;
  /** Objects that are there now. */
  readonly objects: number;
  /** Of them, those that an earlier run had fetched. */
  readonly present: number;
  /** Objects that the source does not have: empty chunks, segments without a mesh. */
  readonly missing: number;
  /** Fetched by this run. */
  readonly bytes: number;
}

export interface FetchContext {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FetchProgress) => void;
}

/** Requests in flight: enough to hide a network's latency, few enough to be no burden on a public host. */
const CONCURRENT = 8;

/** Runs a task for each item, eight at a time. The first error ends it, after the tasks that run have ended. */
export async function forEachAtOnce<T>(items: Iterable<T>, task: (item: T) => Promise<void>): Promise<void> {
  // Workers share one iterator, so that each takes the next item as soon as it is free.
  const iterator = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const work = async () => {
    for (let next = iterator.next(); !next.done && failures.length === 0; next = iterator.next()) {
      await task(next.value).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT }, work));
  if (failures.length > 0) throw failures[0];
}
