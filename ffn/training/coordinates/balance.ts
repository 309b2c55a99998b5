/** Coordinates of all classes, equally often. Source: spec/ffn.md 5.2 (build_coordinates). */
import { type Random, shuffle } from '../random.ts';

export type Indices = Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;

/** Indices that are wide enough for `limit`. */
export const createIndices = (length: number, limit: number): Indices =>
  limit <= 2 ** 32 ? new Uint32Array(length) : new Float64Array(length);

/**
 * Every class in a random order, repeated from its beginning until it is as long as the largest; all of them together in a
 * random order. Memory: the result, twice while it is shuffled.
 * @param classes indices of the voxels of each class, shuffled in place; empty ones add nothing.
 * @param maxPerClass at most so many of each; default as many as the largest class has.
 */
export function balanceClasses(
  classes: readonly Indices[],
  random: Random,
  maxPerClass = Number.POSITIVE_INFINITY,
): Indices {
  const filled = classes.filter(({ length }) => length > 0);
  const each = Math.min(maxPerClass, Math.max(0, ...filled.map(({ length }) => length)));
  const isWide = filled.some((indices) => indices instanceof Float64Array);
  const all = isWide ? new Float64Array(each * filled.length) : new Uint32Array(each * filled.length);
  let at = 0;
  for (const indices of filled) {
    shuffle(indices, random);
    for (let left = each; left > 0; ) {
      const part = indices.subarray(0, Math.min(left, indices.length));
      all.set(part, at);
      at += part.length;
      left -= part.length;
    }
  }
  shuffle(all, random);
  return all;
}
