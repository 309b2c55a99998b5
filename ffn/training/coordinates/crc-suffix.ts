import { crc32c } from '../../model/index.ts';

/**
 * What reading the same bytes once more does to a CRC-32C: a CRC is linear over exclusive or, so that its change depends on each
 * byte of the state alone. Four look-ups stand for any number of bytes.
 * @returns from the CRC of what comes before to that with `suffix` after it.
 */
export function createCrcSuffix(suffix: Uint8Array): (crc: number) => number {
  const ofZero = crc32c(suffix, 0);
  const tables = Array.from({ length: 4 }, (_, byte) =>
    Uint32Array.from({ length: 256 }, (_, value) => crc32c(suffix, (value << (8 * byte)) >>> 0) ^ ofZero),
  );
  const [t0, t1, t2, t3] = tables as [Uint32Array, Uint32Array, Uint32Array, Uint32Array];
  return (crc) =>
    (ofZero ^ t0[crc & 0xff]! ^ t1[(crc >>> 8) & 0xff]! ^ t2[(crc >>> 16) & 0xff]! ^ t3[crc >>> 24]!) >>> 0;
}
