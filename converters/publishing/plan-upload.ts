import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidDataError, MissingError } from '../../datasets/errors.ts';
import { dataContentType } from '../../edge/index.ts';
import { md5, type StoredObject } from './bucket-client.ts';

/** One file, and what it becomes. */
export interface Upload {
  readonly path: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** What the object is stored with. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Files above this go in parts of it. */
export const PART_BYTES = 2 ** 25;

/** Of metadata that begin with a dot, Zarr's are data; everything else that does is somebody's own. */
const DOT_FILES = new Set(['.zarray', '.zattrs', '.zgroup', '.zmetadata']);

/**
 * All files of a folder, with the files that make a reader look for others, `info` among them, last.
 * @param prefix of the keys, without a last slash. `name.gz` becomes `name`, stored with Content-Encoding gzip.
 * @throws MissingError where there is nothing; InvalidDataError where two files become one object.
 */
export async function planUpload(folder: string, prefix: string): Promise<Upload[]> {
  const uploads: Upload[] = [];
  for await (const path of filesOf(folder, '')) {
    const isGzip = path.endsWith('.gz');
    const name = isGzip ? path.slice(0, -'.gz'.length) : path;
    const headers = { 'content-type': dataContentType(name), ...(isGzip && { 'content-encoding': 'gzip' }) };
    const { size } = await stat(join(folder, path));
    uploads.push({ path: join(folder, path), key: `${prefix}/${name}`, sizeBytes: size, headers });
  }
  if (uploads.length === 0)
    throw new MissingError({ subject: folder, expected: 'files to publish', got: 'none' });
  const keys = new Set<string>();
  for (const { key, path } of uploads) {
    if (keys.has(key)) {
      const cure = 'Remove one of the two';
      throw new InvalidDataError({ subject: path, expected: 'a name of its own', got: `${key} twice`, cure });
    }
    keys.add(key);
  }
  const lateness = ({ key }: Upload) => (/(^|\/)(info|viewer\.json)$/.test(key) ? 1 : 0);
  return uploads.sort((a, b) => lateness(a) - lateness(b) || (a.key < b.key ? -1 : 1));
}

async function* filesOf(root: string, below: string): AsyncGenerator<string> {
  const entries = await readdir(join(root, below), { withFileTypes: true }).catch((cause: Error) => {
    throw new MissingError({
      subject: join(root, below),
      expected: 'a folder to read',
      got: cause.message,
      cause,
    });
  });
  for (const entry of entries) {
    if (entry.name.startsWith('.') && !DOT_FILES.has(entry.name)) continue;
    if (entry.isDirectory()) yield* filesOf(root, `${below}${entry.name}/`);
    else if (entry.isFile()) yield below + entry.name;
  }
}

/** The bytes of a file, in pieces of `PART_BYTES`. */
export async function* partsOf(path: string): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const file = await open(path, 'r');
  try {
    for (let at = 0; ; ) {
      const part = new Uint8Array(PART_BYTES);
      let filled = 0;
      while (filled < part.length) {
        const { bytesRead } = await file.read(part, filled, part.length - filled, at + filled);
        if (bytesRead === 0) break;
        filled += bytesRead;
      }
      if (filled > 0) yield part.subarray(0, filled);
      if (filled < part.length) return;
      at += filled;
    }
  } finally {
    await file.close();
  }
}

/** Whether the bucket has exactly this file: its tag is the MD5 of the bytes, or of the MD5s of its parts. */
export async function isStored(
  { path, sizeBytes }: Upload,
  stored: StoredObject | undefined,
): Promise<boolean> {
  if (stored?.sizeBytes !== sizeBytes) return false;
  const sums: string[] = [];
  for await (const part of partsOf(path)) sums.push(md5(part));
  if (sizeBytes <= PART_BYTES) return stored.etag === (sums[0] ?? md5(new Uint8Array(0)));
  const joined = createHash('md5')
    .update(Buffer.from(sums.join(''), 'hex'))
    .digest('hex');
  return stored.etag === `${joined}-${sums.length}`;
}
