import { type FileHandle, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { TransientError } from '../errors.ts';
import { explainFileError } from './file-errors.node.ts';

/** What an earlier try left: `PATH.part`, and `PATH.part.json`, which says of what it is the beginning. */
export interface Remains {
  /** 0 where there is nothing to go on with. */
  readonly bytes: number;
  /** For If-Range. */
  readonly validator?: string;
  /** Of the whole object, where the host said. */
  readonly total?: number;
}

export interface PartNote {
  readonly url: string;
  readonly validator?: string;
  readonly total?: number;
  /** MD5 of the whole object in base64, where the host tells it, as Google's does. */
  readonly md5?: string;
}

/** @param checked the whole has a checksum, so that a beginning may be trusted without a validator. */
export async function readRemains(path: string, url: string, checked: boolean): Promise<Remains> {
  const size = (await stat(`${path}.part`).catch(() => undefined))?.size ?? 0;
  const note = await readNote(path);
  if (note?.url !== url || (note.validator === undefined && !checked)) return { bytes: 0 };
  return { bytes: size, validator: note.validator, total: note.total };
}

/** @returns undefined where there is none that can be read. */
export async function readNote(path: string): Promise<PartNote | undefined> {
  try {
    return JSON.parse(await readFile(`${path}.part.json`, 'utf8')) as PartNote;
  } catch {
    // Absent, or torn by a crash: then the beginning belongs to nothing that is known.
    return undefined;
  }
}

export async function discardPart(path: string): Promise<void> {
  for (const ending of ['.part', '.part.json']) await rm(path + ending, { force: true });
}

/** A file that grows. */
export interface PartFile {
  append(bytes: Uint8Array): Promise<void>;
  /** @throws TransientError where bytes are lacking. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

/** @param begin bytes that are kept; the rest is cut away. The note is there before the first new byte is. */
export async function openPart(
  path: string,
  { url, begin, response }: { url: string; begin: number; response: Response },
): Promise<PartFile> {
  const part = `${path}.part`;
  const total = totalOf(response);
  const disk = <T>(work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      throw explainFileError(error, part);
    });
  const file: FileHandle = await disk(open(part, begin === 0 ? 'w' : 'r+'));
  let size = begin;
  const note: PartNote = { url, validator: validatorOf(response), total, md5: md5Of(response) };
  try {
    await disk(file.truncate(begin));
    await disk(writeFile(`${part}.json`, JSON.stringify(note)));
  } catch (error) {
    await file.close();
    throw error;
  }
  return {
    async append(bytes) {
      let done = 0;
      while (done < bytes.length) {
        const { bytesWritten } = await disk(file.write(bytes, done, bytes.length - done, size));
        done += bytesWritten;
        size += bytesWritten;
      }
    },
    async finish() {
      if (total !== undefined && size !== total) {
        const got = `${size}: the connection was cut`;
        throw new TransientError({ subject: url, expected: `${total} bytes`, got, cure: 'Run again' });
      }
      await disk(file.sync());
    },
    close: () => file.close(),
  };
}

/** Length of the stored object; unknown where the body is compressed on its way. */
function totalOf({ status, headers }: Response): number | undefined {
  if (isEncoded(headers)) return undefined;
  const text =
    status === 206 ? /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] : headers.get('content-length');
  return text === undefined || text === null ? undefined : Number(text);
}

/** Weak ETags do not promise the same bytes (RFC 9110, 13.1.5). */
function validatorOf({ headers }: Response): string | undefined {
  if (isEncoded(headers)) return undefined;
  const etag = headers.get('etag');
  if (etag?.startsWith('"')) return etag;
  return headers.get('last-modified') ?? undefined;
}

/** `x-goog-hash: crc32c=…, md5=…`, of the object as it is stored. */
function md5Of({ headers }: Response): string | undefined {
  if (isEncoded(headers) || headers.get('x-goog-stored-content-encoding') === 'gzip') return undefined;
  return /\bmd5=([A-Za-z0-9+/]{22}==)/.exec(headers.get('x-goog-hash') ?? '')?.[1];
}

const isEncoded = (headers: Headers): boolean =>
  !['identity', null].includes(headers.get('content-encoding'));
