import { Decompress, decompress } from 'fzstd';
import { CorruptDataError, TooLargeError } from '../../errors.ts';

const MAGIC = 0xfd2fb528;
const BLOCKS = { raw: 0, repeated: 1, compressed: 2 };
/** What a frame without a size may want to look back: zstd's own limit for streams is 128 MiB. */
const MAX_WINDOW_BYTES = 2 ** 27;

/**
 * Decodes zstd frames, on every platform. Checksums are not verified.
 * @throws TooLargeError over `maxBytes`, before that much memory is taken; CorruptDataError, and what the library does.
 */
export function decodeZstd(bytes: Uint8Array, maxBytes: number, subject: string): Uint8Array {
  const frame = readFrame(bytes, subject);
  if (frame.size === undefined || frame.end !== bytes.length) return decodeStream(bytes, maxBytes, subject);
  if (frame.size > maxBytes) throw tooLarge(subject, maxBytes);
  return decompress(bytes);
}

interface Frame {
  /** Of the unpacked content; undefined where the frame does not say it. */
  readonly size: number | undefined;
  readonly end: number;
}

/** Source: RFC 8878, 3.1.1. */
function readFrame(bytes: Uint8Array, subject: string): Frame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 9 || view.getUint32(0, true) !== MAGIC) {
    const got = `${bytes.length} bytes that begin otherwise`;
    throw new CorruptDataError({ subject, expected: 'a zstd frame', got });
  }
  const flags = bytes[4];
  const isOneSegment = (flags & 32) !== 0;
  const sizeCode = flags >> 6;
  const sizeBytes = sizeCode === 0 ? (isOneSegment ? 1 : 0) : 1 << sizeCode;
  let at = 5 + (isOneSegment ? 0 : 1) + [0, 1, 2, 4][flags & 3];
  let size: number | undefined;
  if (sizeBytes > 0) {
    size = 0;
    for (let i = sizeBytes - 1; i >= 0; i--) size = size * 256 + (bytes[at + i] ?? 0);
    if (sizeCode === 1) size += 256;
  } else if (2 ** (10 + (bytes[5] >> 3)) > MAX_WINDOW_BYTES) throw tooLarge(subject, MAX_WINDOW_BYTES);
  at += sizeBytes;
  for (let isLast = false; !isLast && at + 3 <= bytes.length; ) {
    const header = bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16);
    isLast = (header & 1) !== 0;
    at += 3 + (((header >> 1) & 3) === BLOCKS.repeated ? 1 : header >> 3);
  }
  return { size, end: at + (flags & 4 ? 4 : 0) };
}

/** Piece by piece: an endless one is left where it grows too long. */
function decodeStream(bytes: Uint8Array, maxBytes: number, subject: string): Uint8Array {
  const parts: Uint8Array[] = [];
  let total = 0;
  const stream = new Decompress((part) => {
    total += part.length;
    if (total > maxBytes) throw tooLarge(subject, maxBytes);
    parts.push(part.slice());
  });
  stream.push(bytes, true);
  const all = new Uint8Array(total);
  let to = 0;
  for (const part of parts) {
    all.set(part, to);
    to += part.length;
  }
  return all;
}

const tooLarge = (subject: string, maxBytes: number) =>
  new TooLargeError({ subject, expected: `at most ${maxBytes} bytes unpacked`, got: 'more' });
