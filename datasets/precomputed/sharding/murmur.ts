const C1 = 0x239b961b;
const C2 = 0xab0e9789;
const C3 = 0x38b34ae5;

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

function finish(value: number): number {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * The first 64 bits of MurmurHash3_x86_128, seed 0, over the eight little-endian bytes of a value.
 * @param value in [0, 2^64). Source: formats.md 1.5; the method is A. Appleby's, in the public domain.
 */
export function murmurHash64(value: bigint): bigint {
  const low = Number(BigInt.asUintN(32, value));
  const high = Number(BigInt.asUintN(32, value >> 32n));
  let h1 = Math.imul(rotate(Math.imul(low, C1), 15), C2) ^ 8;
  let h2 = Math.imul(rotate(Math.imul(high, C2), 16), C3) ^ 8;
  // Eight bytes leave the upper two lanes with nothing but the length.
  h1 = (h1 + h2 + 8 + 8) | 0;
  h2 = finish((h2 + h1) | 0);
  const h34 = finish((8 + h1) | 0);
  h1 = (finish(h1) + h2 + h34 + h34) | 0;
  h2 = (h2 + h1) | 0;
  return BigInt(h1 >>> 0) | (BigInt(h2 >>> 0) << 32n);
}
