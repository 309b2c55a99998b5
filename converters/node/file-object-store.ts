/** A folder as an object store: what `floodlight serve` gives to the edge handler. */
import type { BigIntStats } from 'node:fs';
import { open, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { ForbiddenError, TransientError } from '../../datasets/errors.ts';
import {
  ChangedError,
  extentOf,
  type ObjectBody,
  type ObjectHead,
  type ObjectStore,
  resolveSpec,
} from '../../edge/index.ts';
import { bodyOf } from './file-body.ts';
import { createRecentFiles, type RecentFile, type RecentFiles } from './recent-files.ts';

interface Located {
  /** As it lies there: `name.gz` where that was found. */
  readonly stored: string;
  /** Without symbolic links. */
  readonly path: string;
  readonly head: ObjectHead;
  readonly bytes?: undefined;
}

interface Folder {
  readonly root: string;
  readonly recent: RecentFiles;
}

/**
 * @param root an existing folder. Symbolic links inside it are followed unless they leave it; what they point
 * at outside does not exist here. Folders are no objects and nothing is listed. Where `name` is absent,
 * `name.gz` stands for it with `Content-Encoding: gzip`, as cloud-volume writes folders. Small files stay in memory
 * (64 MiB) and are asked for their times each time: one look at the file in place of a walk, an opening and a read.
 * @returns strong entity tags made of size, time of change (ns) and inode.
 */
export function fileObjectStore(root: string): ObjectStore {
  const folder = { root, recent: createRecentFiles(root) };
  return {
    async head(key) {
      return (folder.recent.get(key) ?? (await locate(folder, key)))?.head;
    },
    async open(key, options = {}) {
      // The same inode as then is a file that lay inside, whatever links lead to it now.
      const found = folder.recent.get(key) ?? (await locate(folder, key));
      if (found === undefined) return undefined;
      const { head } = found;
      if (options.etag !== undefined && options.etag !== head.etag) throw new ChangedError(key, options.etag);
      const range = resolveSpec(options.range, head.sizeBytes);
      const { begin, end } = extentOf(range, head.sizeBytes);
      return {
        head,
        range,
        discard: async () => undefined,
        async body() {
          if (found.bytes) return range.kind === 'whole' ? found.bytes : found.bytes.subarray(begin, end);
          return readFile(folder.recent, { key, ...found }, { begin, end });
        },
      };
    },
  };
}

/** The file of a key, or else its packed form. */
async function locate(folder: Folder, key: string): Promise<Located | RecentFile | undefined> {
  const plain = await locateFile(folder.root, key);
  if (plain) return plain;
  const packed = `${key}.gz`;
  const found = folder.recent.get(packed) ?? (await locateFile(folder.root, packed));
  return found && { ...found, head: { ...found.head, contentEncoding: 'gzip' } };
}

async function locateFile(root: string, stored: string): Promise<Located | undefined> {
  return orMissing(stored, async () => {
    const [home, path] = await Promise.all([realpath(root), realpath(join(root, stored))]);
    if (!path.startsWith(home.endsWith(sep) ? home : home + sep)) return undefined;
    const file = await stat(path, { bigint: true });
    return file.isFile() ? { stored, path, head: headOf(file) } : undefined;
  });
}

const headOf = (file: BigIntStats): ObjectHead => ({
  sizeBytes: Number(file.size),
  etag: etagOf(file),
  modifiedMs: Number(file.mtimeMs),
});

const etagOf = ({ size, mtimeNs, ino }: BigIntStats): string =>
  `"${size.toString(36)}-${mtimeNs.toString(36)}-${ino.toString(36)}"`;

/** @throws ChangedError where the file is not the one that was located. */
async function readFile(
  recent: RecentFiles,
  { key, stored, path, head }: Located & { readonly key: string },
  { begin, end }: { readonly begin: number; readonly end: number },
): Promise<ObjectBody | undefined> {
  const handle = await orMissing(key, () => open(path, 'r'));
  if (handle === undefined) return undefined;
  const [file, stats] = await Promise.all([handle.stat({ bigint: true }), handle.stat()]);
  if (etagOf(file) !== head.etag) {
    await handle.close();
    throw new ChangedError(key, head.etag);
  }
  const body = await bodyOf({ handle, key, position: begin, end });
  if (body instanceof Uint8Array && body.length === head.sizeBytes)
    recent.offer(stored, stats, { head: headOf(file), bytes: body });
  return body;
}

/** Absent names give undefined; everything else that can go wrong with a file gets its class. */
async function orMissing<T>(key: string, body: () => Promise<T>): Promise<T | undefined> {
  try {
    return await body();
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    if (['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG'].includes(code)) return undefined;
    const parts = { subject: key, expected: 'a readable file', got: code || String(cause), cause };
    throw code === 'EACCES' || code === 'EPERM' ? new ForbiddenError(parts) : new TransientError(parts);
  }
}
