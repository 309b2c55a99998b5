/**
 * Coordinates as TFRecords, fast: records of one volume differ in their coordinates alone, so that the rest is a template, and its
 * share of the checksum known. Source of the framing: spec/ffn.md 5.4 and 1.3.
 */
import { volumeOf, type Xyz } from '../../../datasets/geometry/index.ts';
import { crc32c, crc32cOfRange, maskCrc, maskedCrc32c } from '../../model/index.ts';
import { createCrcSuffix } from './crc-suffix.ts';
import { exampleAround } from './example.ts';

/** A volume that coordinates lie in. */
export interface NumberedVolume {
  readonly name: string;
  readonly size: Xyz;
  /** Index of its first voxel among those of all volumes; its voxels follow, x fastest. */
  readonly firstIndex: number;
}

/** Length and its checksum; the checksum of the data. */
const HEADER_BYTES = 12;
const FOOTER_BYTES = 4;

/** Three varints of up to five bytes: 32 bits each. */
const MAX_COORDINATE_BYTES = 15;

interface Template {
  /** Length, its checksum, and the data before the coordinates. */
  readonly head: Uint8Array;
  /** The data after them. */
  readonly tail: Uint8Array;
  /** CRC-32C of the data before them. */
  readonly crc: number;
  readonly afterTail: (crc: number) => number;
}

/** Writes the records of coordinates. */
export type RecordEncoder = (indices: Uint32Array | Float64Array) => Uint8Array<ArrayBuffer>;

/**
 * @param volumes in ascending order of `firstIndex`.
 * @returns a function from indices among the voxels of all volumes to their records, in that order.
 */
export function createRecordEncoder(volumes: readonly NumberedVolume[]): RecordEncoder {
  const sources = volumes.map((volume) => ({
    ...volume,
    templates: Array.from({ length: MAX_COORDINATE_BYTES + 1 }, (_, n) => makeTemplate(volume.name, n)),
  }));
  const maxBytes = Math.max(...sources.map(({ templates: [any] }) => any!.head.length + any!.tail.length));
  // Lengths within the head are varints, which may be longer where there are more coordinate bytes.
  const room = maxBytes + MAX_COORDINATE_BYTES + FOOTER_BYTES + 8;
  const packed = new Uint8Array(MAX_COORDINATE_BYTES);
  return (indices) => {
    const out = new Uint8Array(indices.length * room);
    let at = 0;
    let source = sources[0]!;
    for (const index of indices) {
      if (!holds(source, index)) source = sources.findLast(({ firstIndex }) => index >= firstIndex)!;
      const length = packCenter(packed, index - source.firstIndex, source.size);
      at = putRecord(out, at, { template: source.templates[length]!, packed, length });
    }
    return out.subarray(0, at);
  };
}

const holds = ({ firstIndex, size }: NumberedVolume, index: number): boolean =>
  index >= firstIndex && index < firstIndex + volumeOf(size);

function makeTemplate(volume: string, coordinateBytes: number): Template {
  const { head, tail } = exampleAround(volume, coordinateBytes);
  const whole = new Uint8Array(HEADER_BYTES + head.length);
  const view = new DataView(whole.buffer);
  view.setUint32(0, head.length + coordinateBytes + tail.length, true);
  view.setUint32(8, maskedCrc32c(whole.subarray(0, 8)), true);
  whole.set(head, HEADER_BYTES);
  return { head: whole, tail, crc: crc32c(head), afterTail: createCrcSuffix(tail) };
}

/** x, y, z of a voxel as varints. @returns their bytes. */
function packCenter(packed: Uint8Array, voxel: number, [nx, ny]: Xyz): number {
  const row = Math.floor(voxel / nx);
  const z = Math.floor(row / ny);
  return putVarint(packed, putVarint(packed, putVarint(packed, 0, voxel - row * nx), row - z * ny), z);
}

function putVarint(out: Uint8Array, from: number, value: number): number {
  let at = from;
  let rest = value;
  while (rest >= 128) {
    out[at++] = (rest & 127) | 128;
    rest >>>= 7;
  }
  out[at++] = rest;
  return at;
}

interface Parts {
  readonly template: Template;
  readonly packed: Uint8Array;
  readonly length: number;
}

function putRecord(out: Uint8Array, from: number, { template, packed, length }: Parts): number {
  const { head, tail, crc, afterTail } = template;
  let at = from;
  out.set(head, at);
  at += head.length;
  for (let i = 0; i < length; i++) out[at++] = packed[i]!;
  const masked = maskCrc(afterTail(crc32cOfRange(packed, [0, length], crc)));
  out.set(tail, at);
  at += tail.length;
  for (let i = 0; i < FOOTER_BYTES; i++) out[at++] = masked >>> (8 * i);
  return at;
}
