import { CorruptDataError } from '../../datasets/errors.ts';
import { bytesOf } from '../../datasets/volume.ts';

/** An object as a shard stores it, with what lies right before it. */
export interface ShardObject {
  readonly key: bigint;
  readonly leadBytes: number;
  readonly sizeBytes: number;
  /** Lead and object. */
  readonly bytes: Uint8Array;
}

/**
 * Objects on their way into a shard: their number as uint64, key, length of what leads it and size as uint64 for each, then
 * their bytes. A file of ours alone.
 */
export function encodeObjects(objects: readonly ShardObject[]): Uint8Array {
  const head = new BigUint64Array(1 + 3 * objects.length);
  head[0] = BigInt(objects.length);
  for (const [i, { key, leadBytes, sizeBytes }] of objects.entries())
    head.set([key, BigInt(leadBytes), BigInt(sizeBytes)], 1 + 3 * i);
  return joinBytes([bytesOf(head), ...objects.map(({ bytes }) => bytes)]);
}

/** @throws CorruptDataError where the length is not what the head says. */
export function decodeObjects(file: Uint8Array, subject: string): ShardObject[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const count = file.length >= 8 ? Number(view.getBigUint64(0, true)) : 0;
  let at = 8 + 24 * count;
  const objects: ShardObject[] = [];
  for (let i = 0; i < count && at <= file.length; i++) {
    const [key, lead, size] = [0, 8, 16].map((offset) => view.getBigUint64(8 + 24 * i + offset, true));
    const end = at + Number(lead) + Number(size);
    objects.push({ key, leadBytes: Number(lead), sizeBytes: Number(size), bytes: file.subarray(at, end) });
    at = end;
  }
  if (at === file.length) return objects;
  const cure = 'Remove this file and run again';
  throw new CorruptDataError({ subject, expected: `${at} bytes`, got: `${file.length}`, cure });
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
