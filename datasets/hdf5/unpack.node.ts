import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { AbortedError, CorruptDataError, TooLargeError } from '../errors.ts';

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
 * @throws CorruptDataError for what is no whole gzip file; TooLargeError over `maxBytes`; AbortedError; and Node's own
 * for a disk that is full.
 */
export async function unpackGzip(path: string, options: UnpackOptions = {}): Promise<TemporaryFile> {
  const { maxBytes = DEFAULT_MAX_BYTES, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-gunzip-'));
  const remove = () => {
    process.off('exit', remove);
    rmSync(folder, { recursive: true, force: true });
  };
  process.once('exit', remove);
  const target = join(folder, 'unpacked');
  try {
    const steps = [
      createReadStream(path),
      createGunzip(),
      limit(path, maxBytes),
      createWriteStream(target),
    ] as const;
    await pipeline(...steps, { signal });
    return { path: target, remove };
  } catch (cause) {
    remove();
    throw unpackError(path, cause, signal);
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

function unpackError(subject: string, cause: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) {
    return new AbortedError({ subject, expected: 'the file to be wanted', got: 'an abort', cause });
  }
  const code = (cause as { code?: unknown }).code;
  if (typeof code !== 'string' || !code.startsWith('Z_')) return cause;
  const got = (cause as Error).message;
  return new CorruptDataError({ subject, expected: 'a whole gzip file', got, cause });
}
