import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Paths } from './paths.ts';

/** Of the smallest voxel side: how far a vertex moves where the surface is near on one side only. */
const STEP = 0.3;

/**
 * Moves every vertex between two others towards where the surface is farther, across its path: in the middle third of a tube
 * all ways cost nearly the same, and a path may go through it aslant.
 */
export function centrePositions({
  positions,
  neighbours,
  voxelSizeNm,
  isFixed,
  isInside,
  depthNm,
}: Paths): void {
  const stepNm = STEP * Math.min(...voxelSizeNm);
  const before = Float64Array.from(positions);
  for (const [vertex, near] of neighbours.entries()) {
    if (near.length !== 2 || isFixed(vertex)) continue;
    const [x, y, z] = before.subarray(3 * vertex, 3 * vertex + 3);
    const along = ([0, 1, 2] as const).map(
      (axis) => (before[3 * near[0] + axis] - before[3 * near[1] + axis]) * voxelSizeNm[axis],
    );
    const up = across(risesOf(depthNm, [x, y, z], voxelSizeNm), along);
    const [mx, my, mz] = up.map((rise, axis) => (stepNm * rise) / voxelSizeNm[axis as 0 | 1 | 2]);
    // Nothing is known of a label that fills all.
    if (isInside(x + mx, y + my, z + mz)) positions.set([x + mx, y + my, z + mz], 3 * vertex);
  }
}

/** How depth rises along each axis, nanometres a nanometre. */
function risesOf(depthNm: Paths['depthNm'], [x, y, z]: Xyz, [sx, sy, sz]: Xyz): number[] {
  return [
    (depthNm(x + 1, y, z) - depthNm(x - 1, y, z)) / (2 * sx),
    (depthNm(x, y + 1, z) - depthNm(x, y - 1, z)) / (2 * sy),
    (depthNm(x, y, z + 1) - depthNm(x, y, z - 1)) / (2 * sz),
  ];
}

/** The part of a vector that is at right angles to another. */
function across(vector: readonly number[], along: readonly number[]): number[] {
  const square = along.reduce((sum, v) => sum + v * v, 0);
  if (square === 0) return [0, 0, 0];
  const share = vector.reduce((sum, v, axis) => sum + v * along[axis], 0) / square;
  return vector.map((v, axis) => v - share * along[axis]);
}
