import { toCoordinates } from './find-peaks.ts';
import type { SeedContext } from './policy.ts';

/**
 * PolicyMax: every voxel, brightest first. Of equal voxels the later one in raster order comes first: the reverse of
 * a stable sort, where the original's order is left to chance. Holds twenty bytes a voxel.
 * @returns [n, 3] zyx.
 */
export function policyMax({ image, shape }: SeedContext): Int32Array {
  return toCoordinates(sortDescending(image), shape);
}

const DIGIT_BITS = 16;
const DIGITS = 1 << DIGIT_BITS;

/** Radix sort of the indices by the bits of the values: linear, where a comparing sort of millions takes minutes. */
function sortDescending(values: Float32Array): Uint32Array {
  const keys = sortableKeys(values);
  let order = Uint32Array.from(keys, (_, i) => i);
  let next = new Uint32Array(order.length);
  for (const shift of [0, DIGIT_BITS]) {
    const begins = new Uint32Array(DIGITS + 1);
    for (const key of keys) begins[((key >>> shift) & (DIGITS - 1)) + 1]++;
    for (let digit = 1; digit <= DIGITS; digit++) begins[digit] += begins[digit - 1];
    for (const index of order) next[begins[(keys[index] >>> shift) & (DIGITS - 1)]++] = index;
    [order, next] = [next, order];
  }
  return order.reverse();
}

/** Unsigned integers in the order of the values: negative ones upside down, below the positive. */
function sortableKeys(values: Float32Array): Uint32Array {
  const bits = new Int32Array(Float32Array.from(values, (v) => (v === 0 ? 0 : v)).buffer);
  return Uint32Array.from(bits, (b) => (b < 0 ? ~b : b ^ 0x80000000) >>> 0);
}
