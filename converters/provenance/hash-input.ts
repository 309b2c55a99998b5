import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseDatasetPath } from '../../datasets/hdf5/index.ts';

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
 * @param input a file, a folder, a `FILE:ARRAY` or `FILE.h5:DATASET`, or a URL.
 */
export async function recordInput(input: string, signal?: AbortSignal): Promise<InputRecord> {
  const files = await filesOf(input);
  if (files.length === 0) return { input };
  const hash = createHash('sha256');
  let bytes = 0;
  for (const file of files) {
    await pipeline(
      createReadStream(file),
      async (source) => {
        for await (const piece of source as AsyncIterable<Buffer>) {
          hash.update(piece);
          bytes += piece.length;
        }
      },
      { signal },
    );
  }
  return { input, files: files.length, bytes, sha256: hash.digest('hex') };
}

async function filesOf(input: string): Promise<string[]> {
  const file = parseDatasetPath(input)?.file ?? input.replace(/:[^:/\\]*$/, '');
  for (const path of [input, file]) {
    const found = await stat(path).catch(() => undefined);
    if (found?.isFile()) return [path];
    if (!found?.isDirectory()) continue;
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    return entries.flatMap((e) => (e.isFile() ? [join(e.parentPath, e.name)] : [])).sort();
  }
  return [];
}
