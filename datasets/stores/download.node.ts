import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  CorruptDataError,
  InvalidDataError,
  isFloodlightError,
  MissingError,
  TransientError,
} from '../errors.ts';
import {
  discardPart,
  openPart,
  type PartFile,
  type Remains,
  readNote,
  readRemains,
} from './download-part.node.ts';
import { explainFileError } from './file-errors.node.ts';
import { statusError } from './http-status.ts';
import { createWatch, explainFetchError, STALL_TIMEOUT_MS, stallError } from './http-watch.ts';
import { makeFolder } from './make-folder.node.ts';
import { throwIfAborted } from './range.ts';
import { type RetryOptions, retry } from './retry.ts';

export interface DownloadOptions {
  /** SHA-256 of the whole file, lower-case hexadecimal. */
  readonly sha256?: string;
  readonly signal?: AbortSignal;
  /** Called with the number of bytes that have arrived since the last call; negative where a beginning is thrown away. */
  readonly onBytes?: (bytes: number) => void;
  readonly fetch?: typeof globalThis.fetch;
  readonly stallTimeoutMs?: number;
  /** Of tries without any progress. */
  readonly retry?: RetryOptions;
}

export interface Downloaded {
  /** present: it was there already, and whole as far as its checksum says. */
  readonly state: 'fetched' | 'present';
  readonly bytes: number;
  readonly sha256: string;
}

/** One try of a large file may take days; what ends it is silence, not time. */
const DEADLINE_MS = 7 * 86_400_000;

/**
 * Downloads one file: into `PATH.part`, which a later run goes on with where the host still has the same object, then
 * checked, flushed and renamed. Memory is bounded by a network packet. Two downloads into one path must not run at once.
 * @throws CorruptDataError where the checksum is another (the file is thrown away); InvalidDataError where a file of
 *   another checksum is in the way; MissingError for 404; ForbiddenError, TransientError, AbortedError, DiskFullError.
 */
export async function downloadFile(
  url: string,
  path: string,
  options: DownloadOptions = {},
): Promise<Downloaded> {
  throwIfAborted(options.signal, url);
  const present = await checkPresent(path, options);
  if (present) return present;
  await makeFolder(dirname(path));
  await persist(url, path, options);
  const part = `${path}.part`;
  const { sha256, md5, bytes } = await hashFile(part);
  const promised = (await readNote(path))?.md5;
  await assertSum(path, { subject: url, name: 'SHA-256', expected: options.sha256, got: sha256 });
  await assertSum(path, { subject: url, name: 'the host’s MD5', expected: promised, got: md5 });
  await rename(part, path).catch((error: unknown) => {
    throw explainFileError(error, path);
  });
  await rm(`${part}.json`, { force: true });
  return { state: 'fetched', bytes, sha256 };
}

interface Sum {
  readonly subject: string;
  readonly name: string;
  /** Undefined where nobody knows. */
  readonly expected: string | undefined;
  readonly got: string;
}

async function assertSum(path: string, { subject, name, expected, got }: Sum): Promise<void> {
  if (expected === undefined || got === expected) return;
  await discardPart(path);
  const cure =
    'The file has changed at its source, or the way there damages it: run again, and if it persists check by hand';
  throw new CorruptDataError({ subject, expected: `${name} ${expected}`, got, cure });
}

async function checkPresent(path: string, { sha256 }: DownloadOptions): Promise<Downloaded | undefined> {
  if (!(await stat(path).catch(() => undefined))?.isFile()) return undefined;
  const found = await hashFile(path);
  if (sha256 === undefined || found.sha256 === sha256)
    return { state: 'present', bytes: found.bytes, sha256: found.sha256 };
  const cure = 'Move or delete it, then run again';
  throw new InvalidDataError({ subject: path, expected: `SHA-256 ${sha256}`, got: found.sha256, cure });
}

/** Tries until the file is whole; what counts as failure is tries without a single new byte. */
async function persist(url: string, path: string, options: DownloadOptions): Promise<void> {
  const tally = createTally(options.onBytes);
  const task = (signal: AbortSignal) => attempt(url, path, { ...options, signal, tally });
  for (;;) {
    const before = tally.most();
    try {
      return await retry(task, {
        deadlineMs: DEADLINE_MS,
        ...options.retry,
        ...{ subject: url, signal: options.signal },
      });
    } catch (error) {
      if (!isFloodlightError(error, 'transient') || tally.most() <= before) throw error;
    }
  }
}

/** Bytes of the file that are there, as its downloads come and go. */
function createTally(onBytes: DownloadOptions['onBytes']) {
  let at = 0;
  let most = 0;
  return {
    most: () => most,
    moveTo(bytes: number) {
      if (bytes !== at) onBytes?.(bytes - at);
      at = bytes;
      most = Math.max(most, at);
    },
    get at() {
      return at;
    },
  };
}

interface Attempt extends DownloadOptions {
  readonly tally: ReturnType<typeof createTally>;
}

async function attempt(url: string, path: string, options: Attempt): Promise<void> {
  const { tally, signal } = options;
  const remains = await readRemains(path, url, options.sha256 !== undefined);
  if (remains.bytes > 0 && remains.bytes === remains.total) return tally.moveTo(remains.bytes);
  const watch = createWatch(signal, options.stallTimeoutMs ?? STALL_TIMEOUT_MS);
  let part: PartFile | undefined;
  try {
    const send = options.fetch ?? globalThis.fetch;
    const response = await send(url, { headers: headersOf(remains), signal: watch.signal });
    watch.onBytes();
    const begin = await beginOf(response, { asked: remains.bytes, url, path });
    part = await openPart(path, { url, begin, response });
    tally.moveTo(begin);
    for await (const piece of response.body ?? []) {
      watch.onBytes();
      await part.append(piece);
      tally.moveTo(tally.at + piece.length);
    }
    await part.finish();
  } catch (error) {
    throw watch.stalled() ? stallError(url, error) : explainFetchError(error, url, signal);
  } finally {
    watch.end();
    await part?.close();
  }
}

function headersOf({ bytes, validator }: Remains): Record<string, string> {
  // A range of a compressed stream would be a range of other bytes.
  const headers = { 'accept-encoding': 'identity' };
  if (bytes === 0) return headers;
  return { ...headers, range: `bytes=${bytes}-`, ...(validator && { 'if-range': validator }) };
}

interface Asked {
  readonly asked: number;
  readonly url: string;
  readonly path: string;
}

/** @returns the first byte that the body brings. */
async function beginOf(response: Response, { asked, url, path }: Asked): Promise<number> {
  const { status } = response;
  if (status === 200) return 0;
  if (status === 206 && asked > 0) {
    const begin = Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1]);
    if (begin === asked) return begin;
  }
  await response.body?.cancel();
  if (status === 404 || status === 410) {
    const cure = 'It has moved, or the address is wrong: look at the homepage of the dataset';
    throw new MissingError({ subject: url, expected: 'a file', got: `status ${status}`, cure });
  }
  if (status !== 206 && status !== 416) throw statusError(response, url);
  // The host has another object than the one whose beginning is here.
  await discardPart(path);
  throw new TransientError({ subject: url, expected: `bytes from ${asked} on`, got: `status ${status}` });
}

/** @returns SHA-256 in hexadecimal, MD5 in base64. */
async function hashFile(path: string): Promise<{ sha256: string; md5: string; bytes: number }> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  let bytes = 0;
  try {
    for await (const piece of createReadStream(path)) {
      sha256.update(piece as Buffer);
      md5.update(piece as Buffer);
      bytes += (piece as Buffer).length;
    }
  } catch (error) {
    throw explainFileError(error, path);
  }
  return { sha256: sha256.digest('hex'), md5: md5.digest('base64'), bytes };
}
