/** A folder as an object store: what `floodlight serve` gives to the edge handler. */
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { CorruptDataError, ForbiddenError, TransientError } from '../../datasets/errors.ts';
import { ChangedError, extentOf, type ObjectHead, type ObjectStore, resolveSpec } from '../../edge/index.ts';

/** Ranges up to this length are read at once; longer ones stream in pieces of it, which bounds the memory. */
const PIECE_BYTES = 256 * 1024;

interface Located {
  readonly path: string;
  readonly head: ObjectHead;
}

/**
 * @param root an existing folder. Symbolic links inside it are followed unless they leave it; what they point
 * at outside does not exist here. Folders are no objects and nothing is listed. Where `name` is absent,
 * `name.gz` stands for it with `Content-Encoding: gzip`, as cloud-volume writes folders.
 * @returns strong entity tags made of size, time of change (ns) and inode.
 */
export function fileObjectStore(root: string): ObjectStore {
  const locate = async (key: string) =>
    (await locateFile(root, key)) ?? (await locateFile(root, `${key}.gz`, { contentEncoding: 'gzip' }));
  return {
    async head(key) {
      return (await locate(key))?.head;
    },
    async open(key, { range: spec, etag, signal } = {}) {
      const found = await locate(key);
      if (found === undefined) return undefined;
      const { path, head } = found;
      if (etag !== undefined && etag !== head.etag) throw new ChangedError(key, etag);
      const range = resolveSpec(spec, head.sizeBytes);
      const { begin, end } = extentOf(range, head.sizeBytes);
      return {
        head,
        range,
        discard: async () => undefined,
        async body() {
          signal?.throwIfAborted();
          const handle = await orMissing(key, () => open(path, 'r'));
          if (handle === undefined) return undefined;
          const now = etagOf(await handle.stat({ bigint: true }));
          if (now !== head.etag) {
            await handle.close();
            throw new ChangedError(key, head.etag);
          }
          const reader: Reader = { handle, key, position: begin, end };
          return end - begin <= PIECE_BYTES ? readAndClose(reader) : streamOf(reader);
        },
      };
    },
  };
}

async function locateFile(
  root: string,
  key: string,
  extra: Partial<ObjectHead> = {},
): Promise<Located | undefined> {
  return orMissing(key, async () => {
    const [home, path] = await Promise.all([realpath(root), realpath(join(root, key))]);
    if (!path.startsWith(home.endsWith(sep) ? home : home + sep)) return undefined;
    const file = await stat(path, { bigint: true });
    if (!file.isFile()) return undefined;
    return {
      path,
      head: { sizeBytes: Number(file.size), etag: etagOf(file), modifiedMs: Number(file.mtimeMs), ...extra },
    };
  });
}

const etagOf = ({ size, mtimeNs, ino }: BigIntStats): string =>
  `"${size.toString(36)}-${mtimeNs.toString(36)}-${ino.toString(36)}"`;

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

interface Reader {
  readonly handle: FileHandle;
  readonly key: string;
  /** Next byte to read. */
  position: number;
  readonly end: number;
}

/** @throws CorruptDataError where the file ends early: it was cut while being read. */
async function readPiece(reader: Reader): Promise<Uint8Array<ArrayBuffer>> {
  const { handle, key, position, end } = reader;
  const piece = new Uint8Array(Math.min(PIECE_BYTES, end - position));
  const { bytesRead } = await handle.read(piece, 0, piece.length, position);
  if (bytesRead === 0)
    throw new CorruptDataError({ subject: key, expected: `${end} bytes`, got: `${position}` });
  reader.position += bytesRead;
  return bytesRead === piece.length ? piece : piece.subarray(0, bytesRead);
}

async function readAndClose(reader: Reader): Promise<Uint8Array<ArrayBuffer>> {
  const { position: begin, end } = reader;
  try {
    const bytes = new Uint8Array(end - begin);
    while (reader.position < end) {
      const offset = reader.position - begin;
      bytes.set(await readPiece(reader), offset);
    }
    return bytes;
  } finally {
    await reader.handle.close();
  }
}

/** Reads as fast as it is drunk, one piece ahead. The file is closed at its end, on failure and on cancel. */
function streamOf(reader: Reader): ReadableStream<Uint8Array<ArrayBuffer>> {
  return new ReadableStream<Uint8Array<ArrayBuffer>>({
    async pull(controller) {
      try {
        controller.enqueue(await readPiece(reader));
      } catch (error) {
        await reader.handle.close();
        throw error;
      }
      if (reader.position < reader.end) return;
      await reader.handle.close();
      controller.close();
    },
    cancel: () => reader.handle.close(),
  });
}
