import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Paths } from './paths.ts';

/** The ball around a vertex in the middle, of so many radii, holds the rim of a flat end that the path has come from. */
const BALL = 1.5;

/** Of the way to the end that was traced: a straight way that is shorter, as at the tip of a hook, misses it. */
const SHORTEST = 0.6;

/** Likewise, a way that is so much longer leads elsewhere. */
const LONGEST = 1.4;

/** Voxels that an end may be traced short of the tip. */
const SHORT_OF = 4;

/** Steps of a ray, of the smallest voxel side. */
const STEP = 0.25;

/**
 * Lets paths end where their middle meets the surface. The voxel that is farthest away, where a path was traced to, lies on the
 * rim of a flat end, and its centre is half a voxel from the surface. Where the middle does not lead to the end, nothing changes.
 */
export function straightenEnds(paths: Paths): void {
  for (const [vertex, near] of paths.neighbours.entries())
    if (near.length === 1 && !paths.isFixed(vertex)) straighten(paths, pathFrom(paths, vertex));
}

/** From an end to the first branching, fixed vertex or other end. */
function pathFrom({ neighbours, isFixed }: Paths, end: number): number[] {
  const path = [end];
  for (let [before, at] = [-1, end]; ; ) {
    const next = neighbours[at].find((other) => other !== before);
    if (next === undefined) return path;
    path.push(next);
    if (neighbours[next].length !== 2 || isFixed(next)) return path;
    [before, at] = [at, next];
  }
}

function straighten(paths: Paths, path: readonly number[]): void {
  const { positions, voxelSizeNm } = paths;
  const points = path.map((vertex) => pointOf(paths, vertex));
  const base = findBase(paths, points, lastOf(paths, path));
  if (base === 0) return;
  const direction = directionAt(paths, path, points, base);
  const wayNm = distance(points[base], points[0]);
  const moreNm = depthAt(paths, points[base]) + SHORT_OF * Math.max(...voxelSizeNm);
  const mostNm = Math.max(LONGEST * wayNm, wayNm + moreNm);
  const reachNm = rayNm(paths, points[base], direction, mostNm);
  if (reachNm < SHORTEST * wayNm || reachNm >= mostNm) return;
  for (let i = 0; i < base; i++) {
    const point = pointAlong(points[base], direction, (reachNm * (base - i)) / base);
    for (const axis of [0, 1, 2] as const) positions[3 * path[i] + axis] = point[axis] / voxelSizeNm[axis];
  }
}

const isWhole = ({ neighbours }: Paths, path: readonly number[]): boolean =>
  neighbours[path[path.length - 1]].length === 1;

/** How far along the path its end may reach: both ends of a path have a half. */
const lastOf = (paths: Paths, path: readonly number[]): number =>
  isWhole(paths, path) ? path.length >> 1 : path.length - 1;

/** Place in the path of the last vertex whose ball holds the end. On the way from a rim to the middle some do not. */
function findBase(paths: Paths, points: readonly Xyz[], last: number): number {
  const slackNm = SHORT_OF * Math.max(...paths.voxelSizeNm);
  let deepestNm = 0;
  let base = 0;
  for (let i = 0; i <= last; i++) {
    deepestNm = Math.max(deepestNm, depthAt(paths, points[i]));
    const nm = distance(points[i], points[0]);
    if (nm <= BALL * deepestNm) base = i;
    else if (nm > BALL * deepestNm + slackNm) break;
  }
  return base;
}

/** From a vertex about a radius farther in, or, of what is hardly longer than thick, from the other end. */
function directionAt(paths: Paths, path: readonly number[], points: readonly Xyz[], base: number): Xyz {
  const last = isWhole(paths, path) ? path.length - 1 - base : path.length - 1;
  const radiusNm = depthAt(paths, points[base]);
  let inner = base;
  while (inner < last && distance(points[inner], points[base]) < radiusNm) inner++;
  const isClear = distance(points[inner], points[base]) >= 1.5 * Math.min(...paths.voxelSizeNm);
  return unit(points[isClear ? inner : points.length - 1], points[base]);
}

/** How far a ray goes within the label. */
function rayNm({ isInside, voxelSizeNm }: Paths, from: Xyz, direction: Xyz, mostNm: number): number {
  const stepNm = STEP * Math.min(...voxelSizeNm);
  const isIn = (nm: number) => {
    const [x, y, z] = pointAlong(from, direction, nm);
    return isInside(x / voxelSizeNm[0], y / voxelSizeNm[1], z / voxelSizeNm[2]);
  };
  let inside = 0;
  while (inside < mostNm && isIn(inside + stepNm)) inside += stepNm;
  // The surface is within the next step.
  let outside = inside + stepNm;
  for (let i = 0; i < 6; i++) {
    const middle = (inside + outside) / 2;
    if (isIn(middle)) inside = middle;
    else outside = middle;
  }
  return inside;
}

const depthAt = ({ depthNm, voxelSizeNm }: Paths, [x, y, z]: Xyz): number =>
  depthNm(x / voxelSizeNm[0], y / voxelSizeNm[1], z / voxelSizeNm[2]);

const pointOf = ({ positions, voxelSizeNm: [sx, sy, sz] }: Paths, vertex: number): Xyz => [
  positions[3 * vertex] * sx,
  positions[3 * vertex + 1] * sy,
  positions[3 * vertex + 2] * sz,
];

const pointAlong = ([x, y, z]: Xyz, [dx, dy, dz]: Xyz, nm: number): Xyz => [
  x + nm * dx,
  y + nm * dy,
  z + nm * dz,
];

const distance = (a: Xyz, b: Xyz): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** NaN where both are one: then no ray leads anywhere. */
function unit(from: Xyz, to: Xyz): Xyz {
  const length = distance(from, to);
  return [(to[0] - from[0]) / length, (to[1] - from[1]) / length, (to[2] - from[2]) / length];
}
