/**
 * What a task has of each of its labels, on its way to another task. A file of ours alone, gone when the skeletons are there: the
 * number of labels, and of numbers that are kept of each, as uint64; of each label its id and its bytes as uint64 and its numbers
 * as int64; then the bytes of each.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { CorruptDataError } from '../../datasets/errors.ts';
import { bytesOf } from '../../datasets/volume.ts';

/** What is written of one label. */
export interface LabelPart {
  readonly label: bigint;
  /** Whole numbers, as many for each label of a file. */
  readonly numbers: readonly number[];
  readonly bytes: Uint8Array;
}

/** @param parts labels ascending. @returns what to write, one after the other. */
export function encodeLabelFile(parts: readonly LabelPart[]): Uint8Array[] {
  const kept = parts[0]?.numbers.length ?? 0;
  const head = new BigUint64Array(2 + (2 + kept) * parts.length);
  head[0] = BigInt(parts.length);
  head[1] = BigInt(kept);
  for (const [i, { label, numbers, bytes }] of parts.entries()) {
    const own = [label, BigInt(bytes.length), ...numbers.map(BigInt)];
    head.set(
      own.map((value) => BigInt.asUintN(64, value)),
      2 + (2 + kept) * i,
    );
  }
  return [bytesOf(head), ...parts.map(({ bytes }) => bytes)];
}

/** What a file has of one label, and where. */
export interface LabelEntry extends Pick<LabelPart, 'label' | 'numbers'> {
  readonly path: string;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** The labels of a file, ascending. @throws CorruptDataError where its length is not what its head says. */
export function readEntries(path: string): LabelEntry[] {
  return withFile(path, (read, size) => {
    if (size < 16) throw torn(path, 16, size);
    const [count, kept] = Array.from(new BigUint64Array(read(0, 16).buffer), Number);
    const headBytes = 16 + 8 * (2 + kept) * count;
    if (headBytes > size) throw torn(path, headBytes, size);
    const head = new BigUint64Array(read(16, headBytes - 16).buffer);
    let at = headBytes;
    const entries = Array.from({ length: count }, (_, i): LabelEntry => {
      const [label, bytes, ...numbers] = head.subarray((2 + kept) * i, (2 + kept) * (i + 1));
      const [offset, sizeBytes] = [at, Number(bytes)];
      at += sizeBytes;
      return { path, label, offset, sizeBytes, numbers: numbers.map((n) => Number(BigInt.asIntN(64, n))) };
    });
    if (at !== size) throw torn(path, at, size);
    return entries;
  });
}

/** @throws CorruptDataError */
export const readPart = ({ path, offset, sizeBytes }: LabelEntry): Uint8Array<ArrayBuffer> =>
  withFile(path, (read) => read(offset, sizeBytes));

type Read = (offset: number, length: number) => Uint8Array<ArrayBuffer>;

function withFile<T>(path: string, use: (read: Read, size: number) => T): T {
  const file = openSync(path, 'r');
  try {
    const { size } = statSync(path);
    return use((offset, length) => {
      const bytes = new Uint8Array(length);
      for (let done = 0; done < length; ) {
        const n = readSync(file, bytes, done, length - done, offset + done);
        if (n === 0) throw torn(path, offset + done, size);
        done += n;
      }
      return bytes;
    }, size);
  } finally {
    closeSync(file);
  }
}

const torn = (subject: string, expected: number, got: number) =>
  new CorruptDataError({
    subject,
    expected: `${expected} bytes`,
    got: `${got}`,
    cure: 'Remove this file and run again',
  });
