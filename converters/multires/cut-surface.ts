import { createIntList, type IntList, type Soup } from './soup.ts';

/** Planes across an axis: at multiples of `period`, and `middle` above each of them where that is given. */
export interface CutPlanes {
  readonly period: number;
  readonly middle?: number;
}

/**
 * Cuts triangles so that none crosses a plane. An edge is cut at the same points from both of its sides, so that what was closed
 * stays so; the points lie on the lattice, up to half a step off the edge.
 * Coordinates are at least 0.
 */
export function cutSurface(soup: Soup, planes: CutPlanes): Soup {
  let cut = soup;
  for (const axis of [0, 1, 2] as const) cut = cutAlong(cut, axis, planes);
  return cut;
}

function cutAlong(soup: Soup, axis: 0 | 1 | 2, planes: CutPlanes): Soup {
  const { indices } = soup;
  const numVertices = soup.positions.length / 3;
  // The first plane above each vertex: a triangle is cut where one of its vertices lies above that of another.
  const firstAbove = new Int32Array(numVertices);
  for (let v = 0; v < numVertices; v++) firstAbove[v] = planeAbove(soup.positions[3 * v + axis], planes);
  const crosses = (a: number, b: number, c: number): boolean => {
    const plane = Math.min(firstAbove[a], firstAbove[b], firstAbove[c]);
    const { positions } = soup;
    return (
      positions[3 * a + axis] > plane || positions[3 * b + axis] > plane || positions[3 * c + axis] > plane
    );
  };
  const out = createIntList();
  let pens: Pens | undefined;
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [indices[i], indices[i + 1], indices[i + 2]];
    if (crosses(a, b, c)) {
      pens ??= { points: createIntList(soup.positions), made: new Map(), out, axis, planes };
      cutTriangle([a, b, c], pens);
    } else {
      out.push(a);
      out.push(b);
      out.push(c);
    }
  }
  if (!pens) return soup;
  return { positions: pens.points.finish(), indices: Uint32Array.from(out.finish()) };
}

interface Pens {
  readonly points: IntList;
  /** Points on cut edges, by the ends of what was cut. */
  readonly made: Map<number, number>;
  readonly out: IntList;
  readonly axis: 0 | 1 | 2;
  readonly planes: CutPlanes;
}

/** The lowest plane above a coordinate. */
function planeAbove(at: number, { period, middle }: CutPlanes): number {
  const cell = Math.floor(at / period) * period;
  return middle !== undefined && at < cell + middle ? cell + middle : cell + period;
}

type Triangle = readonly [number, number, number];

/** Cuts off what lies below the lowest plane that crosses the triangle, and goes on with the rest. */
function cutTriangle(triangle: Triangle, pens: Pens): void {
  const { points, axis, planes, out } = pens;
  const rest: Triangle[] = [triangle];
  for (let next = rest.pop(); next; next = rest.pop()) {
    const heights = next.map((v) => points.at(3 * v + axis));
    const plane = planeAbove(Math.min(...heights), planes);
    if (Math.max(...heights) <= plane) {
      for (const v of next) out.push(v);
      continue;
    }
    rest.push(...splitAt(next, heights, plane, pens));
  }
}

/** @returns two or three triangles, none across the plane. */
function splitAt(triangle: Triangle, heights: readonly number[], plane: number, pens: Pens): Triangle[] {
  // Turned so that the first corner is alone on its side, or on the plane with one on either side.
  const sides = heights.map((h) => Math.sign(h - plane));
  const on = sides.indexOf(0);
  const alone = sides.findIndex((s) => s !== 0 && sides.filter((other) => other === s).length === 1);
  const first = on >= 0 ? on : alone;
  const [a, b, c] = [0, 1, 2].map((k) => triangle[(first + k) % 3]);
  if (on >= 0) {
    const m = pointOn(b, c, plane, pens);
    return [
      [a, b, m],
      [a, m, c],
    ];
  }
  const p = pointOn(a, b, plane, pens);
  const q = pointOn(c, a, plane, pens);
  return [
    [a, p, q],
    [p, b, c],
    [p, c, q],
  ];
}

const VERTICES = 2 ** 26;

/** The point of an edge on a plane; the same from both sides of the edge. */
function pointOn(u: number, v: number, plane: number, { points, made, axis }: Pens): number {
  const [low, high] = points.at(3 * u + axis) < points.at(3 * v + axis) ? [u, v] : [v, u];
  const key = low * VERTICES + high;
  const known = made.get(key);
  if (known !== undefined) return known;
  const from = points.at(3 * low + axis);
  const share = (plane - from) / (points.at(3 * high + axis) - from);
  const made3 = points.length() / 3;
  for (let d = 0; d < 3; d++) {
    const [p, q] = [points.at(3 * low + d), points.at(3 * high + d)];
    points.push(d === axis ? plane : Math.round(p + (q - p) * share));
  }
  made.set(key, made3);
  return made3;
}
