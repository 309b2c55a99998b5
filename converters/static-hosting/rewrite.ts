import type { Store } from '../../datasets/stores/index.ts';

/** A file of the new layout: key in the dataset's root, bytes as they are served. */
export type NewFile = readonly [key: string, bytes: Uint8Array];

/** A folder that cannot be read without ranges, and what is written in its place. */
export interface Rewrite {
  /** Whether a stored file is left out, because `files` has what is in it. @param name relative to the folder. */
  replaces(name: string): boolean;
  /** The folder's `info` last. @throws CorruptDataError for shards and meshes that are damaged. */
  files(signal?: AbortSignal): AsyncIterable<NewFile>;
}

/** One folder with an `info`. */
export interface InfoFolder {
  readonly store: Store;
  /** With a last slash; '' for the root. */
  readonly folder: string;
  readonly info: Readonly<Record<string, unknown>>;
  /** Every file below it, relative to it. */
  readonly names: readonly string[];
}
