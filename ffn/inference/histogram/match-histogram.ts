import type { Zyx } from '../../../datasets/geometry/index.ts';
import { equalizeSlice } from './equalize-slice.ts';

/**
 * Gives every section of an image the distribution of grey values that a lookup table was made from: each is equalised, and
 * the share of its pixels that are no brighter says where in the table a pixel's new grey is. Source: spec/ffn.md 2.16.
 * @param image [z, y, x], whole numbers from 0 to 255.
 * @param lut 256 greys, by shares of 0 to 1 in steps of 1/255.
 * @param mask [z, y, x], 1 where pixels do not count for their section's shares; they get new greys all the same. A section
 *   that is all masked stays as it is.
 */
export function matchHistogram(
  image: ArrayLike<number>,
  [nz, ny, nx]: Zyx,
  { lut, mask }: { readonly lut: Uint8Array; readonly mask?: Uint8Array },
): Uint8Array {
  const matched = Uint8Array.from(image);
  const area = ny * nx;
  for (let z = 0; z < nz; z++) {
    const section = matched.subarray(z * area, (z + 1) * area);
    const equalised = Uint8Array.from(equalizeSlice(section, [ny, nx]), (v) => Math.trunc(v * 255));
    const shares = sharesOf(equalised, mask?.subarray(z * area, (z + 1) * area));
    if (!shares) continue;
    for (let i = 0; i < area; i++) section[i] = lut[Math.trunc(shares[equalised[i]!]! * 255)]!;
  }
  return matched;
}

/**
 * @returns by grey, the share of unmasked pixels that are no brighter; below the darkest of them the darkest's, which is how
 *   the table is meant. Undefined where all are masked.
 */
function sharesOf(greys: Uint8Array, mask: Uint8Array | undefined): Float64Array | undefined {
  const shares = new Float64Array(256);
  let total = 0;
  for (let i = 0; i < greys.length; i++) {
    if (mask?.[i]) continue;
    shares[greys[i]!]!++;
    total++;
  }
  if (total === 0) return undefined;
  const darkest = shares.findIndex((count) => count > 0);
  let sum = 0;
  for (let grey = darkest; grey < 256; grey++) {
    sum += shares[grey]!;
    shares[grey] = sum / total;
  }
  return shares.fill(shares[darkest]!, 0, darkest);
}
