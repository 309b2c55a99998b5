import { CorruptDataError } from '../../errors.ts';

/** CRC-32C (Castagnoli) as zarr's codec of that name appends it. */
const TABLE = new Uint32Array(256).map((_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  return crc;
});

/** @returns an unsigned 32-bit number; of "123456789" 0xe3069283. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (let i = 0; i < bytes.length; i++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[i]) & 255];
  return ~crc >>> 0;
}

/** @returns the bytes before a checksum of theirs. @throws CorruptDataError where it is another. */
export function checkCrc32c(bytes: Uint8Array, _maxBytes: number, subject: string): Uint8Array {
  const end = bytes.length - 4;
  const sum = end < 0 ? -1 : new DataView(bytes.buffer, bytes.byteOffset + end, 4).getUint32(0, true);
  const own = bytes.subarray(0, Math.max(end, 0));
  if (sum === crc32c(own)) return own;
  throw new CorruptDataError({
    subject,
    expected: 'bytes that fit their checksum (crc32c)',
    got: `${bytes.length} that do not`,
    cure: 'The object is truncated or damaged: copy or write it again',
  });
}
