import { createTripleTable, type Soup } from './soup.ts';

/** Where a surface was cut: vertices on these planes must stay on them. Coordinates from 0. */
export interface Planes {
  /** Between planes, in lattice steps. */
  readonly period: number;
  /** Another plane this far above each; undefined: none. */
  readonly middle?: number;
  /** Largest coordinate per axis. */
  readonly max: readonly [number, number, number];
}

/** How far a vertex may be moved, in lattice steps per axis. */
const MAX_REACH = 4;

/**
 * Moves vertices that share their place with another one into the object, against the normal of the surface there, by as few
 * steps as it takes, without leaving a plane or crossing one.
 * @returns undefined where there is no free place in reach.
 */
export function separateVertices({ positions, indices }: Soup, planes: Planes): Soup | undefined {
  const numVertices = positions.length / 3;
  const table = createTripleTable(numVertices);
  const crowded: number[] = [];
  for (let v = 0; v < numVertices; v++) {
    const [x, y, z] = [positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]];
    if (table.find(x, y, z) < 0) table.put([x, y, z], v);
    else crowded.push(v);
  }
  if (crowded.length === 0) return { positions, indices };
  const moved = positions.slice();
  const room = createTripleTable(numVertices + crowded.length);
  for (let v = 0; v < numVertices; v++) room.put([moved[3 * v], moved[3 * v + 1], moved[3 * v + 2]], v);
  const normals = normalsOf({ positions, indices }, crowded);
  for (const v of crowded) {
    const at = [moved[3 * v], moved[3 * v + 1], moved[3 * v + 2]] as const;
    const free = stepsFrom(at, normals.get(v) ?? [0, 0, 0], planes).find(
      ([x, y, z]) => room.find(x, y, z) < 0,
    );
    if (!free) return undefined;
    room.put([free[0], free[1], free[2]], v);
    moved.set(free, 3 * v);
  }
  return { positions: moved, indices };
}

type Point = readonly [number, number, number];

/** Places around a point, the best first: near, and inwards. */
function stepsFrom(at: Point, normal: Point, planes: Planes): Point[] {
  const ranges = ([0, 1, 2] as const).map((axis) => rangeOf(at[axis], planes, planes.max[axis]));
  const length = Math.hypot(...normal) || 1;
  const places: { readonly point: Point; readonly cost: number }[] = [];
  for (let x = ranges[0][0]; x <= ranges[0][1]; x++) {
    for (let y = ranges[1][0]; y <= ranges[1][1]; y++) {
      for (let z = ranges[2][0]; z <= ranges[2][1]; z++) {
        const step = [x - at[0], y - at[1], z - at[2]] as const;
        const outwards = (step[0] * normal[0] + step[1] * normal[1] + step[2] * normal[2]) / length;
        places.push({ point: [x, y, z], cost: Math.hypot(...step) + outwards / 2 });
      }
    }
  }
  // Sorting is stable: of equal ones the first in x, y, z.
  return places.sort((a, b) => a.cost - b.cost).map(({ point }) => point);
}

/** Coordinates that a vertex may have instead: one where it lies on a plane, else up to the planes around it. */
function rangeOf(at: number, { period, middle }: Planes, max: number): readonly [number, number] {
  const cell = Math.floor(at / period) * period;
  if (at === cell || (middle !== undefined && at === cell + middle) || at === max) return [at, at];
  const isAbove = middle !== undefined && at > cell + middle;
  const low = isAbove ? cell + (middle ?? 0) : cell;
  const high = middle === undefined || isAbove ? cell + period : cell + middle;
  return [Math.max(low, at - MAX_REACH), Math.min(high, at + MAX_REACH, max)];
}

/** Sums of the area-weighted normals of the triangles around each of a few vertices. */
function normalsOf({ positions, indices }: Soup, vertices: readonly number[]): Map<number, Point> {
  const sums = new Map(vertices.map((v) => [v, [0, 0, 0] as [number, number, number]]));
  for (let h = 0; h < indices.length; h++) {
    const sum = sums.get(indices[h]);
    if (!sum) continue;
    const t = h - (h % 3);
    const [a, b, c] = [3 * indices[t], 3 * indices[t + 1], 3 * indices[t + 2]];
    const u = [0, 1, 2].map((axis) => positions[b + axis] - positions[a + axis]);
    const w = [0, 1, 2].map((axis) => positions[c + axis] - positions[a + axis]);
    sum[0] += u[1] * w[2] - u[2] * w[1];
    sum[1] += u[2] * w[0] - u[0] * w[2];
    sum[2] += u[0] * w[1] - u[1] * w[0];
  }
  return sums;
}
