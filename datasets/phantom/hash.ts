/**
 * A random 32-bit number for a point: the same on every machine, in any order of asking.
 * Source: the finaliser of MurmurHash3, applied once a coordinate.
 */
export function hashPoint(seed: number, x: number, y: number, z: number): number {
  return mix(mix(mix(mix(seed) ^ x) ^ y) ^ z) >>> 0;
}

/** One round of `hashPoint`, for those who hash many points with common coordinates. @returns an integer of 32 bits. */
export function mix(value: number): number {
  let h = (value + 0x9e3779b9) | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** A random integer in [-reach, reach]. @param hash of a point, see `hashPoint`. */
export function jitter(hash: number, reach: number): number {
  return (hash % (2 * reach + 1)) - reach;
}
