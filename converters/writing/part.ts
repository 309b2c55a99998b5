import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { CorruptDataError } from '../../datasets/errors.ts';
import { bytesOf } from '../../datasets/volume.ts';

/** Holds what an unfinished run needs to go on, inside the dataset's folder; gone when the dataset is complete. */
export const WORK_FOLDER = '.floodlight-convert';

export const PARTS_FOLDER = `${WORK_FOLDER}/parts`;

/** Where an unfinished `downsample` keeps what it needs to go on. */
export const SCALES_FOLDER = `${WORK_FOLDER}/scales`;

/** Key of the chunks of one piece that wait for their shard. */
export const partKey = (index: number): string => `${PARTS_FOLDER}/${index}.part`;

/** A chunk as a shard stores it. */
export interface PartChunk {
  readonly key: bigint;
  readonly bytes: Uint8Array;
}

/**
 * The chunks of one piece on their way into a shard: their number as uint64, a key and a size as uint64 for each, then
 * their bytes. A file of ours alone, gone when the shard is there.
 * @returns what to write, one after the other.
 */
export function encodePart(chunks: readonly PartChunk[]): Uint8Array[] {
  const head = new BigUint64Array(1 + 2 * chunks.length);
  head[0] = BigInt(chunks.length);
  for (const [i, { key, bytes }] of chunks.entries()) {
    head[1 + 2 * i] = key;
    head[2 + 2 * i] = BigInt(bytes.length);
  }
  return [bytesOf(head), ...chunks.map(({ bytes }) => bytes)];
}

/** Where a chunk lies in an open part. */
export interface PartEntry {
  readonly key: bigint;
  readonly sizeBytes: number;
  read(): Uint8Array;
}

export interface OpenPart {
  readonly entries: readonly PartEntry[];
  close(): void;
}

/** Opens a part; only its head is in memory. @throws CorruptDataError where its length is not what its head says. */
export function openPart(path: string): OpenPart {
  const file = openSync(path, 'r');
  try {
    const { size } = statSync(path);
    const read = (offset: number, length: number): Uint8Array => {
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const n = readSync(file, bytes, done, length - done, offset + done);
        if (n === 0) throw torn(path, offset + done, size);
        done += n;
      }
      return bytes;
    };
    const count = Number(new BigUint64Array(read(0, 8).buffer)[0]);
    const headBytes = 8 + 16 * count;
    if (headBytes > size) throw torn(path, headBytes, size);
    const head = new BigUint64Array(read(8, 16 * count).buffer);
    let at = headBytes;
    const entries = Array.from({ length: count }, (_, i): PartEntry => {
      const [offset, sizeBytes] = [at, Number(head[2 * i + 1])];
      at += sizeBytes;
      return { key: head[2 * i] ?? 0n, sizeBytes, read: () => read(offset, sizeBytes) };
    });
    if (at !== size) throw torn(path, at, size);
    return { entries, close: () => closeSync(file) };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

const torn = (subject: string, expected: number, got: number) =>
  new CorruptDataError({
    subject,
    expected: `${expected} bytes`,
    got: `${got}`,
    cure: 'Remove this file and run again',
  });
