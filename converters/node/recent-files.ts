import { type Stats, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectHead } from '../../edge/index.ts';

/** A small file that was read whole. */
export interface RecentFile {
  readonly head: ObjectHead;
  /** Nobody writes into them. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Files of a folder that were read lately. */
export interface RecentFiles {
  /**
   * Looks at the file here and now: 3 µs, where a thread of the pool takes 30.
   * @returns undefined where it is another by now: device, inode, size, or a time, to the microsecond.
   */
  get(key: string): RecentFile | undefined;
  /**
   * Keeps a file, unless it is large or has only just changed: file systems count time in steps, up to 2 s long, and two
   * changes in one step look like one.
   * @param stats from before it was read.
   */
  offer(key: string, stats: Stats, file: RecentFile): void;
}

export interface RecentFilesOptions {
  /** Of all files together; those that nobody asked for go first. Default 64 MiB. */
  readonly maxBytes?: number;
  /** Milliseconds. Default: the clock. */
  readonly now?: () => number;
}

/** Chunks have 32 to 256 kB. */
const MAX_FILE_BYTES = 256 * 1024;
const MAX_BYTES = 64 * 1024 * 1024;
const MIN_AGE_MS = 2500;

interface Kept extends RecentFile {
  readonly path: string;
  readonly stats: Stats;
  /** Asked for since its turn to go came last. */
  isUsed: boolean;
}

export function createRecentFiles(
  root: string,
  { maxBytes = MAX_BYTES, now = Date.now }: RecentFilesOptions = {},
): RecentFiles {
  const files = new Map<string, Kept>();
  let total = 0;
  const drop = (key: string) => {
    total -= files.get(key)?.bytes.length ?? 0;
    files.delete(key);
  };
  const makeRoom = () => {
    for (const [key, file] of files) {
      if (total <= maxBytes) return;
      files.delete(key);
      if (file.isUsed) files.set(key, { ...file, isUsed: false });
      else total -= file.bytes.length;
    }
  };
  return {
    get(key) {
      const file = files.get(key);
      if (file === undefined) return undefined;
      if (!isSame(file.stats, statsOf(file.path))) {
        drop(key);
        return undefined;
      }
      file.isUsed = true;
      return file;
    },
    offer(key, stats, file) {
      const isYoung = now() - Math.max(stats.mtimeMs, stats.ctimeMs) < MIN_AGE_MS;
      if (isYoung || file.bytes.length > MAX_FILE_BYTES) return;
      drop(key);
      files.set(key, { ...file, path: join(root, key), stats, isUsed: false });
      total += file.bytes.length;
      makeRoom();
    },
  };
}

/** Times as numbers have a quarter of a microsecond; as integers they cost three times as much, and decide nothing more. */
const isSame = (a: Stats, b: Stats | undefined): boolean =>
  b !== undefined &&
  a.mtimeMs === b.mtimeMs &&
  a.ctimeMs === b.ctimeMs &&
  a.size === b.size &&
  a.ino === b.ino &&
  a.dev === b.dev;

/** @returns undefined where there is nothing to see: the walk that follows says why. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
