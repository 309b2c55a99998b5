import { createHash, type Hash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseDatasetPath } from '../../datasets/hdf5/index.ts';
import { listSlices } from '../../datasets/images/index.node.ts';
import { parseAddress } from '../../datasets/sources/index.ts';
import { isFfnFolder } from '../inputs/index.ts';

/** What an input was when it was read. */
export interface InputRecord {
  /** As it stood on the command line. */
  readonly input: string;
  readonly files?: number;
  readonly bytes?: number;
  /** Of the bytes of all files in the order of their names; absent for URLs, whose bytes were never read as a whole. */
  readonly sha256?: string;
}

/**
 * Reads an input once more, from the page cache as a rule, and fingerprints it.
 * @param input a file, a folder, a glob of slices, a `FILE:ARRAY` or `FILE.h5:DATASET`, or a URL.
 */
export async function recordInput(input: string, signal?: AbortSignal): Promise<InputRecord> {
  const files = await filesOf(input);
  if (files.length === 0) return { input };
  const hash = createHash('sha256');
  let bytes = 0;
  for (const file of files) {
    bytes += await hashFile(file, hash, signal);
  }
  return { input, files: files.length, bytes, sha256: hash.digest('hex') };
}

/** Enough for the disk and the hash to be busy, little enough for the memory. */
const READ_BYTES = 2 ** 20;

/** @returns the file's length. */
async function hashFile(path: string, hash: Hash, signal: AbortSignal | undefined): Promise<number> {
  const file = await open(path);
  try {
    const buffer = new Uint8Array(READ_BYTES);
    for (let bytes = 0; ; ) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(buffer, 0, READ_BYTES, bytes);
      if (bytesRead === 0) return bytes;
      hash.update(buffer.subarray(0, bytesRead));
      bytes += bytesRead;
    }
  } finally {
    await file.close();
  }
}

/**
 * Tells an input from a later one without reading it: names, sizes and times of its files.
 * @returns undefined where it is no file or folder here, such as a URL.
 */
export async function fingerprintInput(input: string): Promise<string | undefined> {
  const files = await ownFilesOf(input);
  if (files.length === 0) return undefined;
  const hash = createHash('sha256');
  let bytes = 0;
  for (const file of files) {
    const { size, mtimeMs } = await stat(file);
    hash.update(`${basename(file)} ${size} ${mtimeMs}\n`);
    bytes += size;
  }
  return `${files.length} files, ${bytes} bytes, ${hash.digest('hex').slice(0, 16)}`;
}

/** A dataset is told by its info; other folders by the files right in them: deeper ones may be what is being written. */
async function ownFilesOf(named: string): Promise<string[]> {
  const input = pathOf(named);
  const entries = await readdir(input, { withFileTypes: true }).catch(() => undefined);
  if (!entries) return filesOf(input);
  const names = entries.flatMap((entry) => (entry.isFile() ? [entry.name] : [])).sort();
  // FFN keeps its results in X/Y/ and has no info.
  if (isFfnFolder(input)) return (await filesOf(input)).filter((file) => file.endsWith('.npz'));
  return (names.includes('info') ? ['info'] : names).map((name) => join(input, name));
}

/** The folder of `zarr://folder`. */
const pathOf = (input: string): string => parseAddress(input).root;

async function filesOf(named: string): Promise<string[]> {
  const input = pathOf(named);
  const file = parseDatasetPath(input)?.file ?? input.replace(/:[^:/\\]*$/, '');
  for (const path of [input, file]) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return [path];
    if (!found?.isDirectory()) continue;
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries.flatMap((e) => (e.isFile() ? [join(e.parentPath, e.name)] : [])).sort();
  }
  return isGlob(input) ? [...(await listSlices(input, /./, 'files').catch(() => []))] : [];
}

const isGlob = (input: string) => /[*?]/.test(basename(input)) && !/^[a-z0-9]+:\/\//i.test(input);
