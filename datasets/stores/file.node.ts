import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { gunzip } from '../codecs/index.ts';
import { InvalidDataError } from '../errors.ts';
import { explainFileError, isCode } from './file-errors.node.ts';
import { makeFolder } from './make-folder.node.ts';
import { checkRange, sliceRange, throwIfAborted, tooShort } from './range.ts';
import type { ByteRange, GetOptions, WritableStore } from './store.ts';
import { isTemporary, temporaryPath } from './temporary.node.ts';

/** A folder on disk. */
export interface FileStore extends WritableStore {
  /** As `put`, of an object that is not in memory as a whole. */
  putStream(key: string, pieces: Iterable<Uint8Array>): Promise<void>;
  list(prefix: string): AsyncIterable<string>;
  delete(key: string): Promise<void>;
}

/**
 * A store over a folder, which is made at the first write.
 * Keys with `..`, a leading `/`, a backslash or NUL are refused, so a dataset cannot reach outside its root; keys with
 * `:` can be read but not written, the legacy mesh manifest `<id>:0` excepted, which its format names so. Where `name`
 * is absent and `name.gz` is there, as cloud-volume writes it, that is read and decompressed.
 */
export function createFileStore(root: string): FileStore {
  const folder = resolve(root);
  return {
    name: root,
    async get(key, options = {}) {
      const path = pathOf(folder, key);
      return (await readObject(path, options)) ?? readGzipped(`${path}.gz`, options);
    },
    size: async (key) => sizeOf(pathOf(folder, key)),
    delete: async (key) => deleteObject(pathOf(folder, key)),
    put: async (key, bytes) => writeObject(pathOf(folder, checkedName(key)), [bytes]),
    putStream: async (key, pieces) => writeObject(pathOf(folder, checkedName(key)), pieces),
    list: (prefix) => listObjects(folder, prefix),
  };
}

/** @throws InvalidDataError where the key could leave the root. */
function pathOf(folder: string, key: string): string {
  const segments = key.split('/');
  if (segments.some((s) => s === '' || s === '.' || s === '..') || /[\\\0]/.test(key)) {
    throw new InvalidDataError({
      subject: `${folder}: key`,
      expected: "a relative path without '..', '\\' or empty parts",
      got: JSON.stringify(key),
    });
  }
  return join(folder, key);
}

/** Windows and zip files refuse `:` in names. */
function checkedName(key: string): string {
  if (!key.includes(':') || /(^|\/)\d+:0$/.test(key)) return key;
  throw new InvalidDataError({
    subject: key,
    expected: "a name without ':', but for a legacy mesh manifest <id>:0",
    got: JSON.stringify(key),
  });
}

/** A gzip stream never grows more than this; a small file cannot fill the memory beyond it. */
const MAX_GUNZIPPED_BYTES = 2 ** 28;
const MAX_DEFLATE_RATIO = 1032;

async function readGzipped(path: string, { range, signal }: GetOptions): Promise<Uint8Array | undefined> {
  const packed = await readObject(path, { signal });
  if (!packed) return undefined;
  const limit = Math.min(MAX_GUNZIPPED_BYTES, packed.length * MAX_DEFLATE_RATIO);
  return sliceRange(await gunzip(packed, limit, path), range, path);
}

async function readObject(path: string, { range, signal }: GetOptions): Promise<Uint8Array | undefined> {
  throwIfAborted(signal, path);
  if (range) checkRange(range, path);
  try {
    const file = await open(path, 'r');
    try {
      const found = await file.stat();
      if (!found.isFile()) return undefined;
      const { begin, end } = { begin: 0, end: found.size, ...definedOnly(range) };
      if (begin > found.size || end > found.size) throw tooShort({ begin, end }, found.size, path);
      const bytes = await readFully(file, begin, end, path);
      throwIfAborted(signal, path);
      return bytes;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw explainFileError(error, path);
  }
}

/** Of what is stored gzipped under another name nothing is known before it is read. */
async function sizeOf(path: string): Promise<number | undefined> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : undefined;
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return undefined;
    throw explainFileError(error, path);
  }
}

function definedOnly(range: ByteRange | undefined): Partial<ByteRange> {
  if (!range) return {};
  return range.end === undefined ? { begin: range.begin } : range;
}

type FileHandle = Awaited<ReturnType<typeof open>>;

/** One read call may return less than asked, e.g. above 2 GiB. */
async function readFully(file: FileHandle, begin: number, end: number, path: string): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - begin);
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, begin + done);
    if (bytesRead === 0) throw tooShort({ begin, end }, begin + done, path);
    done += bytesRead;
  }
  return bytes;
}

/** Temporary file in the same folder, fsync, rename: a reader sees the old object or the new one. */
async function writeObject(path: string, pieces: Iterable<Uint8Array>): Promise<void> {
  const temporary = temporaryPath(path);
  try {
    await makeFolder(dirname(path));
    const file = await open(temporary, 'wx');
    try {
      for (const bytes of pieces) await file.writeFile(bytes);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw explainFileError(error, path);
  }
}

async function deleteObject(path: string): Promise<void> {
  try {
    await rm(path, { force: true });
  } catch (error) {
    throw explainFileError(error, path);
  }
}

async function* listObjects(folder: string, prefix: string): AsyncGenerator<string> {
  // Only the folders that the prefix names are walked; its last part may be the start of a name.
  const start = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  if (start !== '') pathOf(folder, start.slice(0, -1));
  yield* walk(folder, start, prefix);
}

async function* walk(folder: string, at: string, prefix: string): AsyncGenerator<string> {
  const entries = await readdir(join(folder, at), { withFileTypes: true }).catch((error: unknown) => {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw explainFileError(error, join(folder, at));
  });
  for (const entry of entries) {
    const key = at + entry.name;
    if (entry.isDirectory()) {
      if (key.startsWith(prefix) || prefix.startsWith(`${key}/`)) yield* walk(folder, `${key}/`, prefix);
    } else if (entry.isFile() && key.startsWith(prefix) && !isTemporary(key)) yield key;
  }
}
