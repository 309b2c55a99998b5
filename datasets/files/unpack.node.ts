import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Duplex, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createInflateRaw } from 'node:zlib';
import { AbortedError, CorruptDataError, ForbiddenError, TooLargeError } from '../errors.ts';
import { openRandomAccess, type RandomAccessFile } from './random-access.node.ts';

export interface UnpackOptions {
  /** The most bytes written. Default 64 GiB: a file that large is better unpacked once, by hand. */
  readonly maxBytes?: number;
  readonly signal?: AbortSignal;
}

const DEFAULT_MAX_BYTES = 64 * 2 ** 30;

/** A file in a folder of its own under the system's folder for temporary files. */
export interface TemporaryFile {
  readonly path: string;
  /** Removes the file and its folder; more than once does nothing more. */
  remove(): void;
}

/**
 * Unpacks a gzip file to a temporary one, in pieces. What is written is removed on every error, and when the process
 * ends at the latest.
 * @throws CorruptDataError for what is no whole gzip file; TooLargeError over `maxBytes`; AbortedError; ForbiddenError for
 * a file that may not be read, and for a disk that is full.
 */
export function unpackGzip(path: string, options: UnpackOptions = {}): Promise<TemporaryFile> {
  return unpack({ path, subject: path, inflate: createGunzip(), what: 'a whole gzip file' }, options);
}

/**
 * The same for a part of a file that is a raw deflate stream, as members of a ZIP file are.
 * @param part where it lies, in bytes; `subject` is what messages call it.
 */
export function unpackDeflated(
  path: string,
  part: { readonly begin: number; readonly end: number; readonly subject: string },
  options: UnpackOptions = {},
): Promise<TemporaryFile> {
  return unpack({ path, ...part, inflate: createInflateRaw(), what: 'a whole deflate stream' }, options);
}

/**
 * Opens an unpacked file and removes its name: at once where the system lets an open file go (not Windows), else by
 * `close`, else when the process ends.
 * @param name what messages call it.
 */
export async function openUnpacked(unpacked: TemporaryFile, name: string): Promise<RandomAccessFile> {
  try {
    const file = await openRandomAccess(unpacked.path, name);
    tryRemove(unpacked);
    const close = () => file.close().finally(unpacked.remove);
    return { ...file, close };
  } catch (error) {
    unpacked.remove();
    throw error;
  }
}

function tryRemove(unpacked: TemporaryFile): void {
  try {
    unpacked.remove();
  } catch {
    // Windows keeps open files.
  }
}

interface Packed {
  readonly path: string;
  readonly begin?: number;
  readonly end?: number;
  readonly subject: string;
  readonly inflate: Duplex;
  /** For messages. */
  readonly what: string;
}

async function unpack(packed: Packed, options: UnpackOptions): Promise<TemporaryFile> {
  const { maxBytes = DEFAULT_MAX_BYTES, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-gunzip-'));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
    process.off('exit', remove);
  };
  process.once('exit', remove);
  const target = join(folder, 'unpacked');
  try {
    const { path, begin, end } = packed;
    const source = createReadStream(path, {
      start: begin,
      end: end === undefined ? Number.POSITIVE_INFINITY : end - 1,
    });
    await pipeline(
      source,
      packed.inflate,
      limit(packed.subject, maxBytes),
      createWriteStream(target, { flags: 'wx' }),
      { signal },
    );
    return { path: target, remove };
  } catch (cause) {
    remove();
    throw unpackError(packed, cause, signal);
  }
}

function limit(subject: string, maxBytes: number): Transform {
  let total = 0;
  return new Transform({
    transform(part: Uint8Array, _encoding, done) {
      total += part.length;
      if (total <= maxBytes) return done(null, part);
      const cure = 'Unpack the file by hand';
      return done(
        new TooLargeError({ subject, expected: `at most ${maxBytes} bytes unpacked`, got: 'more', cure }),
      );
    },
  });
}

function unpackError({ subject, what }: Packed, cause: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) {
    return new AbortedError({ subject, expected: 'the file to be wanted', got: 'an abort', cause });
  }
  const code = String((cause as { code?: unknown }).code ?? '');
  const got = (cause as Error).message;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    const cure = 'Free some space there, let TMPDIR name another folder, or unpack the file by hand';
    const expected = `room in ${tmpdir()} to unpack it`;
    return new ForbiddenError({ subject, expected, got, cure, cause });
  }
  if (code === 'EACCES' || code === 'EPERM')
    return new ForbiddenError({
      subject,
      expected: 'a readable file',
      got,
      cure: 'Check permissions',
      cause,
    });
  if (!code.startsWith('Z_')) return cause;
  const cure = 'The file is damaged: copy or download it again';
  return new CorruptDataError({ subject, expected: what, got, cure, cause });
}
