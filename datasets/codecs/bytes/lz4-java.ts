import { CorruptDataError } from '../../errors.ts';
import { decodeLz4Block } from './lz4.ts';

const MAGIC = 'LZ4Block';
const HEADER_BYTES = 21;
const METHODS = { stored: 0x10, lz4: 0x20 };

/**
 * Decodes lz4-java's stream of blocks, which N5 uses: name, method, sizes and a checksum each, and an empty one at the end.
 * The checksum, a 32-bit xxHash, is not verified: an LZ4 block that decodes to its size is taken.
 * @throws CorruptDataError. Source: lz4-java's documentation of LZ4BlockOutputStream.
 */
export function decodeJavaLz4(bytes: Uint8Array, maxBytes: number, subject: string): Uint8Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const parts: Uint8Array[] = [];
  let total = 0;
  for (let at = 0; ; ) {
    if (at + HEADER_BYTES > bytes.length) throw damaged(subject, 'a header of 21 bytes');
    const name = String.fromCharCode(...bytes.subarray(at, at + MAGIC.length));
    if (name !== MAGIC) throw damaged(subject, `"${MAGIC}"`);
    const method = bytes[at + 8] & 0xf0;
    const packed = view.getUint32(at + 9, true);
    const size = view.getUint32(at + 13, true);
    at += HEADER_BYTES;
    if (size === 0) break;
    total += size;
    if (total > maxBytes || at + packed > bytes.length) throw damaged(subject, 'sizes within it');
    const part = new Uint8Array(size);
    const stored = bytes.subarray(at, at + packed);
    if (method === METHODS.lz4) decodeLz4Block(stored, part, subject);
    else if (method === METHODS.stored && packed === size) part.set(stored);
    else throw damaged(subject, 'a known method');
    parts.push(part);
    at += packed;
  }
  const all = new Uint8Array(total);
  let to = 0;
  for (const part of parts) {
    all.set(part, to);
    to += part.length;
  }
  return all;
}

const damaged = (subject: string, part: string) =>
  new CorruptDataError({
    subject,
    expected: `a block of an LZ4 stream with ${part}`,
    got: 'other bytes',
    cure: 'The object is truncated or damaged: copy or write it again',
  });
