/** Castagnoli's polynomial, bits reversed. */
const POLYNOMIAL = 0x82f63b78;

/** TensorFlow and LevelDB store CRCs masked, since the CRC of data that contains its own CRC is a constant. */
const MASK_DELTA = 0xa282ead8;

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? POLYNOMIAL : 0);
  return crc;
});

/**
 * CRC-32C (Castagnoli) of bytes.
 * @param crc result for the bytes before these, to go on from.
 * @returns unsigned 32-bit integer.
 * Source: RFC 3720, appendix B.4.
 */
export const crc32c = (bytes: Uint8Array, crc = 0): number => crc32cOfRange(bytes, [0, bytes.length], crc);

/** The same of bytes from `begin` to `end`, for loops in which a view for each piece would cost more than its bytes. */
export function crc32cOfRange(
  bytes: Uint8Array,
  [begin, end]: readonly [begin: number, end: number],
  crc = 0,
): number {
  let state = ~crc;
  for (let i = begin; i < end; i++) state = (state >>> 8) ^ TABLE[(state ^ bytes[i]) & 0xff];
  return ~state >>> 0;
}

/**
 * CRC-32C as tensor bundles and TFRecord files store it.
 * @returns unsigned 32-bit integer. Source: tensorflow/core/lib/hash/crc32c.h.
 */
export function maskedCrc32c(...parts: Uint8Array[]): number {
  return maskCrc(parts.reduce((sum, part) => crc32c(part, sum), 0));
}

/** The masked form of a CRC-32C. */
export const maskCrc = (crc: number): number => (((crc >>> 15) | (crc << 17)) + MASK_DELTA) >>> 0;
