import type { Neurites } from '../growth/neurites.ts';
import { normalise } from '../growth/walk.ts';

/**
 * For each node a direction across the centre line, carried along without twisting, so that what runs along a neurite
 * (microtubules, mitochondria) stays where it is in the cross-section.
 * @returns x, y, z a node, unit length.
 */
export function carryFrames({ count, position, parent, branch }: Neurites): Float64Array {
  const normals = new Float64Array(3 * count);
  for (let i = 0; i < count; i++) {
    const p = parent[i];
    const isFirst = p < 0 || branch[p] !== branch[i];
    const [tx, ty, tz] = p < 0 ? [0, 0, 1] : tangentOf(position, p, i);
    // Any direction that is not along the line will do for a start; only one of these can be nearly parallel.
    const [x, y, z] = isFirst
      ? Math.abs(tx) < 0.7
        ? [1, 0, 0]
        : [0, 1, 0]
      : [normals[3 * p], normals[3 * p + 1], normals[3 * p + 2]];
    const along = x * tx + y * ty + z * tz;
    normals.set(normalise(x - along * tx, y - along * ty, z - along * tz), 3 * i);
  }
  return normals;
}

function tangentOf(position: Float64Array, from: number, to: number) {
  return normalise(
    position[3 * to] - position[3 * from],
    position[3 * to + 1] - position[3 * from + 1],
    position[3 * to + 2] - position[3 * from + 2],
  );
}
