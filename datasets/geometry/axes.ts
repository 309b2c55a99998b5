/**
 * Axis order is in the type. Memory is x-fastest everywhere: a precomputed chunk [x, y, z] in Fortran order
 * and an FFN array (z, y, x) in C order are the same bytes, so the only conversion that exists is the
 * reversal of index triples, and it exists only in this file.
 */
declare const axes: unique symbol;

/** A triple in (x, y, z) order: datasets, converters, viewer, and every file format but FFN's arrays. */
export type Xyz = readonly [x: number, y: number, z: number] & { readonly [axes]?: 'xyz' };

/** A triple in (z, y, x) order: ffn. */
export type Zyx = readonly [z: number, y: number, x: number] & { readonly [axes]?: 'zyx' };

export const xyz = (x: number, y: number, z: number): Xyz => [x, y, z];
export const zyx = (z: number, y: number, x: number): Zyx => [z, y, x];

export const toXyz = (t: Zyx): Xyz => [t[2], t[1], t[0]];
export const toZyx = (t: Xyz): Zyx => [t[2], t[1], t[0]];

/** Number of voxels of a box of this size. The order of axes does not matter. */
export const volumeOf = (size: Xyz | Zyx): number => size[0] * size[1] * size[2];

/** Applies `f` per axis, keeping the order. */
export function mapXyz(f: (a: number, axis: 0 | 1 | 2) => number, a: Xyz): Xyz {
  return [f(a[0], 0), f(a[1], 1), f(a[2], 2)];
}

export function mapZyx(f: (a: number, axis: 0 | 1 | 2) => number, a: Zyx): Zyx {
  return [f(a[0], 0), f(a[1], 1), f(a[2], 2)];
}
