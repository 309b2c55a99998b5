import { CorruptDataError } from '../../errors.ts';
import { decodeLz4Block } from './lz4.ts';

/** Decodes an LZ4 block after its size as 32 bits, as numcodecs writes it. @throws CorruptDataError. */
export function decodeSizedLz4(bytes: Uint8Array, maxBytes: number, subject: string): Uint8Array {
  const size = bytes.length < 4 ? -1 : new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (size < 0 || size > maxBytes) {
    const expected = `an LZ4 block of at most ${maxBytes} bytes`;
    throw new CorruptDataError({ subject, expected, got: size < 0 ? `${bytes.length} bytes` : `${size}` });
  }
  const out = new Uint8Array(size);
  decodeLz4Block(bytes.subarray(4), out, subject);
  return out;
}
