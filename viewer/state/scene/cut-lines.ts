import { mapXyz, type Xyz } from '../../../datasets/geometry/index.ts';
import { dot, type PlaneBasis } from '../plane.ts';
import type { SkeletonGeometry } from '../skeleton-geometry.ts';
import type { Cut } from '../visible-chunks.ts';

/**
 * The matrix from a skeleton's own coordinates to clip space, column by column as WebGL reads it: right, up, and the
 * distance behind the plane, 1 at `depthNm`.
 */
export function cutMatrix(
  { basis, centerNm, nmPerPixel, width, height }: Cut,
  depthNm: number,
  originNm: Xyz,
): number[] {
  const offset = mapXyz((v, i) => v - centerNm[i], originNm);
  const row = (direction: Xyz, scale: number) => [
    ...direction.map((v) => v * scale),
    dot(direction, offset) * scale,
  ];
  const rows = [
    row(basis.right, 2 / (width * nmPerPixel)),
    row(basis.down, -2 / (height * nmPerPixel)),
    row(basis.through, 1 / depthNm),
    [0, 0, 0, 1],
  ];
  return [0, 1, 2, 3].flatMap((column) => rows.map((values) => values[column] as number));
}

/** What counts as near a point of a cross-section, in nanometres: along the plane, and through it. */
export interface Near {
  readonly pointNm: Xyz;
  readonly basis: PlaneBasis;
  readonly acrossNm: number;
  readonly depthNm: number;
}

/** @returns how far the nearest line lies from a point, seen across the plane, in nanometres; Infinity where none is near. */
export function distanceToLines({ originNm, ends }: SkeletonGeometry, near: Near): number {
  const { pointNm, basis, acrossNm, depthNm } = near;
  const offset = mapXyz((v, i) => v - pointNm[i], originNm);
  const placed = (i: number): Xyz => {
    const at = mapXyz((v, axis) => v + (ends[i + axis] as number), offset);
    return [dot(at, basis.right), dot(at, basis.down), dot(at, basis.through)];
  };
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ends.length; i += 6) {
    const part = withinDepth(placed(i), placed(i + 3), depthNm);
    if (part) best = Math.min(best, distanceToOrigin(...part));
  }
  return best <= acrossNm ? best : Number.POSITIVE_INFINITY;
}

/** The part of a line that lies at most `depth` from the plane. */
function withinDepth(from: Xyz, to: Xyz, depth: number): readonly [Xyz, Xyz] | undefined {
  const [a, b] = [from[2], to[2]];
  if (Math.min(a, b) > depth || Math.max(a, b) < -depth) return undefined;
  const cut = (at: Xyz, other: Xyz): Xyz => {
    const limit = Math.min(Math.max(at[2], -depth), depth);
    const t = other[2] === at[2] ? 0 : (limit - at[2]) / (other[2] - at[2]);
    return mapXyz((v, i) => v + t * (other[i] - v), at);
  };
  return [cut(from, to), cut(to, from)];
}

function distanceToOrigin([x, y]: Xyz, [x2, y2]: Xyz): number {
  const [dx, dy] = [x2 - x, y2 - y];
  const length = dx * dx + dy * dy;
  const t = length === 0 ? 0 : Math.min(Math.max(-(x * dx + y * dy) / length, 0), 1);
  return Math.hypot(x + t * dx, y + t * dy);
}
