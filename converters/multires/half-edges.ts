/**
 * Half-edge h is the side of triangle h / 3 from its corner h to the next one. Twins are the two half-edges in which a surface
 * goes on from triangle to triangle.
 */
import type { Soup } from './soup.ts';

export const nextInTriangle = (h: number): number => (h % 3 === 2 ? h - 2 : h + 1);

/** Half-edges by their ends. */
export interface EdgeTable {
  /** The first half-edge between two vertices, in the order of triangles; -1 where there is none. */
  first(from: number, to: number): number;
  /** The next with the same ends; -1 after the last. */
  readonly next: Int32Array;
}

export function createEdgeTable(indices: Uint32Array): EdgeTable {
  const slots = 2 ** Math.ceil(Math.log2(Math.max(16, indices.length * 2)));
  const mask = slots - 1;
  const heads = new Int32Array(slots).fill(-1);
  const tails = new Int32Array(indices.length).fill(-1);
  const next = new Int32Array(indices.length).fill(-1);
  const slotOf = (from: number, to: number): number => {
    let hash = Math.imul(from, 0x9e3779b1) ^ Math.imul(to + 0x7f4a7c15, 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    let slot = (hash ^ (hash >>> 13)) & mask;
    for (let h = heads[slot]; h >= 0; h = heads[slot]) {
      if (indices[h] === from && indices[nextInTriangle(h)] === to) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  };
  for (let h = 0; h < indices.length; h++) {
    const slot = slotOf(indices[h], indices[nextInTriangle(h)]);
    const head = heads[slot];
    if (head < 0) heads[slot] = h;
    else next[tails[head]] = h;
    tails[head < 0 ? h : head] = h;
  }
  return { first: (from, to) => heads[slotOf(from, to)], next };
}

/**
 * Pairs the half-edges of a soup in which every edge has as many of one direction as of the other. Where more than two
 * triangles meet in an edge, those are paired that have the inside of the object between them, so that parts that touch
 * become separate.
 * @returns the twin of each half-edge.
 */
export function pairHalfEdges({ positions, indices }: Soup): Int32Array {
  const table = createEdgeTable(indices);
  const twins = new Int32Array(indices.length).fill(-1);
  for (let h = 0; h < indices.length; h++) {
    if (twins[h] >= 0) continue;
    const [from, to] = [indices[h], indices[nextInTriangle(h)]];
    const forward = table.first(from, to);
    const backward = table.first(to, from);
    if (table.next[forward] < 0 && backward >= 0 && table.next[backward] < 0) {
      twins[forward] = backward;
      twins[backward] = forward;
    } else pairAround({ positions, indices }, table, { forward, backward }, twins);
  }
  return twins;
}

function pairAround(
  soup: Soup,
  table: EdgeTable,
  { forward, backward }: { readonly forward: number; readonly backward: number },
  twins: Int32Array,
): void {
  const around: { h: number; isForward: boolean; angle: number }[] = [];
  const angleOf = createAngle(soup, forward);
  for (let h = forward; h >= 0; h = table.next[h]) around.push({ h, isForward: true, angle: angleOf(h) });
  for (let h = backward; h >= 0; h = table.next[h]) around.push({ h, isForward: false, angle: angleOf(h) });
  around.sort((a, b) => a.angle - b.angle || Number(a.isForward) - Number(b.isForward) || a.h - b.h);
  // Against the clock, the inside begins at a backward triangle and ends at a forward one: brackets, on a circle.
  const open: number[] = [];
  for (let i = 0; i < 2 * around.length; i++) {
    const { h, isForward } = around[i % around.length];
    if (twins[h] >= 0) continue;
    if (!isForward) {
      if (i < around.length) open.push(h);
      continue;
    }
    const partner = open.pop();
    if (partner === undefined) continue;
    twins[h] = partner;
    twins[partner] = h;
  }
}

/** @returns the angle of a triangle's third corner around the axis from the first to the second end of an edge. */
function createAngle({ positions, indices }: Soup, edge: number): (h: number) => number {
  const point = (v: number) => [positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]] as const;
  const origin = point(indices[edge]);
  const end = point(indices[nextInTriangle(edge)]);
  const axis = subtract(end, origin);
  const length = Math.hypot(...axis);
  const unit = axis.map((n) => n / length) as unknown as Vector;
  const least = Math.abs(unit[0]) < 0.6 ? ([1, 0, 0] as const) : ([0, 1, 0] as const);
  const u = cross(unit, least);
  const v = cross(unit, u);
  return (h) => {
    const apex = subtract(point(indices[nextInTriangle(nextInTriangle(h))]), origin);
    return Math.atan2(dot(apex, v), dot(apex, u));
  };
}

type Vector = readonly [number, number, number];

const subtract = (a: Vector, b: Vector): Vector => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
