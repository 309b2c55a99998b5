import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';

/** A place in a panel, pixels from its centre, x right and y down. */
export type PanelPoint = readonly [x: number, y: number];

/** Where a point of the volume lies: pixels across and down, and its distance behind the plane. */
export type Project = (point: Xyz) => readonly [x: number, y: number, behind: number];

/**
 * The polygon in which a plane meets a box: 3 to 6 corners in order, or none.
 */
export function planePolygon(begin: Xyz, end: Xyz, project: Project): PanelPoint[] {
  const corners = Array.from({ length: 8 }, (_, bits) =>
    project(mapXyz((v, i) => ((bits >> i) & 1 ? end[i] : v), begin)),
  );
  const points: PanelPoint[] = [];
  for (let bits = 0; bits < 8; bits++) {
    for (let axis = 0; axis < 3; axis++) {
      if ((bits >> axis) & 1) continue;
      const point = crossing(corners[bits] as Corner, corners[bits | (1 << axis)] as Corner);
      if (point) points.push(point);
    }
  }
  return points.length < 3 ? [] : inOrder(points);
}

type Corner = ReturnType<Project>;

/** A corner in the plane itself counts as behind it. */
function crossing(a: Corner, b: Corner): PanelPoint | undefined {
  if (a[2] < 0 === b[2] < 0) return undefined;
  const t = a[2] / (a[2] - b[2]);
  return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
}

/** The section of a box is convex: by angle around its middle. */
function inOrder(points: readonly PanelPoint[]): PanelPoint[] {
  const middle = (i: 0 | 1) => points.reduce((sum, point) => sum + point[i], 0) / points.length;
  const [x, y] = [middle(0), middle(1)];
  const angle = (point: PanelPoint) => Math.atan2(point[1] - y, point[0] - x);
  return [...points].sort((a, b) => angle(a) - angle(b));
}

/** A convex polygon and all within `margin` of it across and down: at most 4 corners more. */
export function widened(polygon: readonly PanelPoint[], margin: number): PanelPoint[] {
  const around = polygon.flatMap(([x, y]) => [
    [x - margin, y - margin] as const,
    [x + margin, y - margin] as const,
    [x - margin, y + margin] as const,
    [x + margin, y + margin] as const,
  ]);
  const sorted = around.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return [...halfHull(sorted), ...halfHull(sorted.reverse())];
}

/** One side of the convex hull, without its last point. Source: Andrew's monotone chain. */
function halfHull(sorted: readonly PanelPoint[]): PanelPoint[] {
  const hull: PanelPoint[] = [];
  for (const point of sorted) {
    while (hull.length > 1 && !turnsLeft(hull.at(-2) as PanelPoint, hull.at(-1) as PanelPoint, point))
      hull.pop();
    hull.push(point);
  }
  return hull.slice(0, -1);
}

const turnsLeft = (a: PanelPoint, b: PanelPoint, c: PanelPoint) =>
  (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) > 0;
