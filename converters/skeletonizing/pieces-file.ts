/**
 * The pieces of skeletons of one block on their way to their labels. A file of ours alone, gone when the skeletons are there:
 * the number of labels as uint64; label, voxels and bytes of each as uint64; then the pieces of each: vertices and edges as
 * uint32, positions and radii as float32, edges as uint32.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { CorruptDataError } from '../../datasets/errors.ts';
import { bytesOf } from '../../datasets/volume.ts';
import type { BlockSkeletons, Skeleton } from '../skeletons/index.ts';

/** @returns what to write, one after the other; labels ascending. */
export function encodePieces({ pieces, voxels }: BlockSkeletons): Uint8Array[] {
  const labels = [...voxels.keys()].sort((a, b) => (a < b ? -1 : 1));
  const head = new BigUint64Array(1 + 3 * labels.length);
  head[0] = BigInt(labels.length);
  const bodies: Uint8Array[] = [];
  for (const [i, label] of labels.entries()) {
    const parts = (pieces.get(label) ?? []).flatMap(encodePiece);
    head[1 + 3 * i] = label;
    head[2 + 3 * i] = BigInt(voxels.get(label) ?? 0);
    head[3 + 3 * i] = BigInt(parts.reduce((sum, { length }) => sum + length, 0));
    bodies.push(...parts);
  }
  return [bytesOf(head), ...bodies];
}

function encodePiece({ positions, edges, radiiNm }: Skeleton): Uint8Array[] {
  const counts = Uint32Array.of(radiiNm.length, edges.length / 2);
  return [counts, positions, radiiNm, edges].map(bytesOf);
}

/** What a block has of one label, and where. */
export interface PiecesEntry {
  readonly path: string;
  readonly label: bigint;
  readonly voxels: number;
  readonly offset: number;
  readonly sizeBytes: number;
}

/** The labels of a file of pieces, ascending. @throws CorruptDataError where its length is not what its head says. */
export function readEntries(path: string): PiecesEntry[] {
  return withFile(path, (read, size) => {
    const count = size < 8 ? Number.POSITIVE_INFINITY : Number(new BigUint64Array(read(0, 8).buffer)[0]);
    const headBytes = 8 + 24 * count;
    if (headBytes > size) throw torn(path, headBytes, size);
    const head = new BigUint64Array(read(8, 24 * count).buffer);
    let at = headBytes;
    const entries = Array.from({ length: count }, (_, i): PiecesEntry => {
      const [offset, sizeBytes] = [at, Number(head[3 * i + 2])];
      at += sizeBytes;
      return { path, label: head[3 * i] ?? 0n, voxels: Number(head[3 * i + 1]), offset, sizeBytes };
    });
    if (at !== size) throw torn(path, at, size);
    return entries;
  });
}

/** @throws CorruptDataError */
export function readPieces({ path, offset, sizeBytes }: PiecesEntry): Skeleton[] {
  return withFile(path, (read) => decodePieces(read(offset, sizeBytes), path));
}

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

function decodePieces({ buffer }: Uint8Array<ArrayBuffer>, path: string): Skeleton[] {
  const pieces: Skeleton[] = [];
  for (let at = 0; at < buffer.byteLength; ) {
    const [vertices = 0, edges = 0] = new Uint32Array(buffer, at, 2);
    const end = at + 8 + 16 * vertices + 8 * edges;
    if (end > buffer.byteLength) throw torn(path, end, buffer.byteLength);
    pieces.push({
      positions: new Float32Array(buffer, at + 8, 3 * vertices),
      radiiNm: new Float32Array(buffer, at + 8 + 12 * vertices, vertices),
      edges: new Uint32Array(buffer, at + 8 + 16 * vertices, 2 * edges),
    });
    at = end;
  }
  return pieces;
}

const torn = (subject: string, expected: number, got: number) =>
  new CorruptDataError({
    subject,
    expected: `${expected} bytes`,
    got: `${got}`,
    cure: 'Remove this file and run again',
  });
