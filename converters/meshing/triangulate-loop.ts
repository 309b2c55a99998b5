import { UnsupportedError } from '../../datasets/errors.ts';
import { CUBE_EDGES, isOnFace } from './cube.ts';

export type Triangle = readonly [number, number, number];

/**
 * Fills a contour loop with triangles of the loop's own direction.
 *
 * A diagonal in a face of the cube could be drawn by the neighbouring cell too, and its edge would then belong to
 * four triangles. Such diagonals are not used; all others lie inside one cell and belong to one loop, so every
 * edge of a mesh has exactly two triangles. Each of the 358 loops of the 256 configurations has such a filling
 * (without a vertex in the middle); of several the one of least area is taken, for smoothness.
 *
 * @param loop edges of the cube, at least three.
 * @throws UnsupportedError for a loop that no cube has.
 */
export function triangulateLoop(loop: readonly number[]): Triangle[] {
  // One start and one direction, so that a label and its only neighbour draw the same surface from both sides.
  const lowest = loop.indexOf(Math.min(...loop));
  const turned = [...loop.slice(lowest), ...loop.slice(0, lowest)];
  const isReversed = turned[1]! > turned.at(-1)!;
  if (isReversed) turned.push(...turned.splice(1).reverse());
  const best = leastArea(turned, 0, turned.length - 1);
  if (best === undefined) {
    throw new UnsupportedError({ subject: 'contour loop', expected: 'one of a cube', got: loop.join(' ') });
  }
  return isReversed ? best.triangles.map(([a, b, c]): Triangle => [a, c, b]) : best.triangles;
}

interface Filling {
  readonly area: number;
  readonly triangles: Triangle[];
}

/** Ties of sums of square roots must not hang on rounding. */
const AREA_TOLERANCE = 1e-9;

/** Fills the part of a loop between two of its places, which the segment from `last` back to `first` closes. */
function leastArea(loop: readonly number[], first: number, last: number): Filling | undefined {
  if (last - first < 2) return { area: 0, triangles: [] };
  let best: Filling | undefined;
  for (let apex = first + 1; apex < last; apex++) {
    if (!isUsable(loop, first, apex) || !isUsable(loop, apex, last)) continue;
    const left = leastArea(loop, first, apex);
    const right = leastArea(loop, apex, last);
    if (!left || !right) continue;
    const triangle: Triangle = [loop[first]!, loop[apex]!, loop[last]!];
    const area = left.area + right.area + areaOf(triangle);
    if (best && area > best.area - AREA_TOLERANCE) continue;
    best = { area, triangles: [...left.triangles, triangle, ...right.triangles] };
  }
  return best;
}

/** Sides of the loop, and diagonals through the inside of the cube. */
function isUsable(loop: readonly number[], from: number, to: number): boolean {
  const isSide = to - from === 1 || to - from === loop.length - 1;
  return isSide || !isOnFace(loop[from]!, loop[to]!);
}

function areaOf([a, b, c]: Triangle): number {
  const [p, q, r] = [a, b, c].map((edge) => CUBE_EDGES[edge]!.midpoint) as [Point, Point, Point];
  const u = [q[0] - p[0], q[1] - p[1], q[2] - p[2]] as const;
  const v = [r[0] - p[0], r[1] - p[1], r[2] - p[2]] as const;
  return Math.hypot(u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]) / 2;
}

type Point = readonly [number, number, number];
