/**
 * Contrast limited adaptive histogram equalisation of one section, value for value as scikit-image 0.19's `equalize_adapthist`
 * makes it by its defaults: a lookup table that was made with it means its greys and no others. `datasets/voxels` has the
 * same method for people's eyes, with tiles that do not depend on the image's size. Source: Zuiderveld 1994.
 */
import { tileCurve } from './tile-curve.ts';

/** Greys that the section is stretched to first, and how many of them share a bin. */
const GREYS = 2 ** 14;
const GREYS_PER_BIN = 65;
const TILES_PER_AXIS = 8;

/**
 * @param slice [y, x] uint8.
 * @returns [y, x], from 0 to 1.
 */
export function equalizeSlice(slice: ArrayLike<number>, [ny, nx]: readonly [number, number]): Float64Array {
  const bins = binsOf(slice);
  const [ky, kx] = [ny, nx].map((n) => Math.max(1, Math.floor(n / TILES_PER_AXIS))) as [number, number];
  const [ty, tx] = [Math.ceil(ny / ky), Math.ceil(nx / kx)];
  const curves: Int32Array[] = [];
  for (let j = 0; j < ty; j++) {
    for (let i = 0; i < tx; i++) {
      const histogram = new Int32Array(256);
      for (let y = j * ky; y < (j + 1) * ky; y++) {
        const row = mirrored(y, ny) * nx;
        for (let x = i * kx; x < (i + 1) * kx; x++) histogram[bins[row + mirrored(x, nx)]!]!++;
      }
      curves.push(tileCurve(histogram, { pixels: ky * kx, maximum: GREYS - 1 }));
    }
  }
  const [rows, columns] = [neighbours(ny, ky, ty), neighbours(nx, kx, tx)];
  const { fround, trunc } = Math;
  const result = new Float64Array(ny * nx);
  for (let y = 0, at = 0; y < ny; y++) {
    const { lower: y0, upper: y1, share: wy } = rows[y]!;
    for (let x = 0; x < nx; x++, at++) {
      const { lower: x0, upper: x1, share: wx } = columns[x]!;
      const term = (j: number, i: number, weight: number) => fround(curves[j * tx + i]![bins[at]!]! * weight);
      let sum = term(y0, x0, (1 - wx) * (1 - wy));
      sum = fround(sum + term(y0, x1, wx * (1 - wy)));
      sum = fround(sum + term(y1, x0, (1 - wx) * wy));
      result[at] = trunc(fround(sum + term(y1, x1, wx * wy)));
    }
  }
  return stretched(result, 1);
}

/** Greys of the section, stretched to all there are, by bins. */
function binsOf(slice: ArrayLike<number>): Uint8Array {
  // A section of one grey keeps it, as 16 bits, cut off at the largest.
  const greys = stretched(
    Float64Array.from(slice, (v) => 257 * v),
    GREYS - 1,
  );
  return Uint8Array.from(greys, (grey) => Math.floor(roundHalfEven(grey) / GREYS_PER_BIN));
}

/** From 0 to `most`; where all values are equal they are only cut off there. */
function stretched(values: Float64Array, most: number): Float64Array {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return values.map((v) => (min === max ? Math.min(v, most) : ((v - min) / (max - min)) * most));
}

function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

/** Beyond the last pixel the way goes back, without that pixel twice. */
const mirrored = (i: number, length: number): number => (i < length ? i : Math.max(0, 2 * (length - 1) - i));

interface Neighbours {
  readonly lower: number;
  readonly upper: number;
  /** Weight of the upper one. */
  readonly share: number;
}

/** For each pixel along one axis the tiles whose middles it lies between. */
function neighbours(length: number, tile: number, tiles: number): Neighbours[] {
  const clamp = (t: number) => Math.min(tiles - 1, Math.max(0, t));
  return Array.from({ length }, (_, i) => {
    const at = i + (tile >> 1);
    const block = Math.floor(at / tile);
    return { lower: clamp(block - 1), upper: clamp(block), share: (at % tile) / tile };
  });
}
