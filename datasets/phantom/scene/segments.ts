import type { Neurites } from '../growth/neurites.ts';
import { carryFrames } from './frames.ts';

/**
 * The pieces of all centre lines, flat: a cone with round ends from `a` (towards the root) to `b`. Nanometres.
 * `data` holds `STRIDE` numbers a segment, at the offsets below.
 */
export interface Segments {
  readonly count: number;
  readonly data: Float64Array;
}

export const STRIDE = 20;
/** x, y, z of the beginning. */
export const A = 0;
/** Unit vector along. */
export const T = 3;
export const LENGTH = 6;
/** Radius at the beginning, and its change along, negative where it grows. */
export const RADIUS = 7;
export const TAPER = 8;
/** taper / sqrt(1 - taper^2): how far along the nearest point moves for each nanometre of distance. */
export const SHIFT = 9;
export const NEURITE = 10;
export const BRANCH = 11;
/** Length along the branch at the beginning. */
export const ARC = 12;
/** Across the line at the beginning and the end. */
export const NORMAL_A = 13;
export const NORMAL_B = 16;
/** The larger of the radii at the ends. */
export const MOST_RADIUS = 19;

/** A cone may not open faster than this, or its tip would lie inside its own base. */
const MAX_TAPER = 0.8;

export function createSegments(neurites: Neurites): Segments {
  const { count, position, radius, parent } = neurites;
  const normals = carryFrames(neurites);
  const data = new Float64Array(STRIDE * count);
  let segments = 0;
  for (let i = 0; i < count; i++) {
    const p = parent[i];
    if (p < 0) continue;
    const o = STRIDE * segments++;
    const delta = [0, 1, 2].map((axis) => position[3 * i + axis] - position[3 * p + axis]);
    const length = Math.sqrt(delta[0] * delta[0] + delta[1] * delta[1] + delta[2] * delta[2]);
    const taper = Math.min(MAX_TAPER, Math.max(-MAX_TAPER, (radius[p] - radius[i]) / length));
    for (let axis = 0; axis < 3; axis++) {
      data[o + A + axis] = position[3 * p + axis];
      data[o + T + axis] = delta[axis] / length;
      data[o + NORMAL_B + axis] = normals[3 * i + axis];
      // The first segment of a branch leaves its parent's frame behind.
      data[o + NORMAL_A + axis] = normals[3 * (neurites.branch[p] === neurites.branch[i] ? p : i) + axis];
    }
    data[o + LENGTH] = length;
    data[o + RADIUS] = radius[i] + taper * length;
    data[o + MOST_RADIUS] = radius[i] + Math.max(0, taper * length);
    data[o + TAPER] = taper;
    data[o + SHIFT] = taper / Math.sqrt(1 - taper * taper);
    data[o + NEURITE] = neurites.neurite[i];
    data[o + BRANCH] = neurites.branch[i];
    data[o + ARC] = neurites.arc[i] - length;
  }
  return { count: segments, data: data.subarray(0, STRIDE * segments) };
}
