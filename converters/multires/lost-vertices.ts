import { type Around, trianglesAround } from './around.ts';
import type { NmMesh } from './nm-mesh.ts';
import { squaredDistance, type Triangles } from './squared-distance.ts';

export interface LostOptions {
  /** How far a vertex may be from the simplified surface. */
  readonly limitNm: number;
  /** One for each vertex that may be lost. */
  readonly except?: Uint8Array;
}

/** Where each vertex of a surface is on a simplified one. */
export interface Nearness {
  /** For each vertex a triangle of the simplified surface that is near; -1 where the vertex is lost, or no triangle has it. */
  readonly witness: Int32Array;
  /** Lost vertices. */
  readonly lost: readonly number[];
}

/** @param kept triangles of the simplified surface, by the same vertices. */
export type FindLost = (kept: Uint32Array) => Nearness;

/**
 * Finds vertices of a surface from which a simplified one lies too far. From the vertices that were kept one walks along the
 * edges of the surface, and looks at each vertex for a triangle near that of its neighbour; what is not reached so is lost: a
 * thread that fell onto its axis, a sheet of which one side is left, a speck that is gone.
 */
export function createLostFinder(mesh: NmMesh, { limitNm, except }: LostOptions): FindLost {
  const { positions, indices } = mesh;
  const count = positions.length / 3;
  const around = trianglesAround(indices, count);
  const limit = limitNm * limitNm;
  return (kept) => {
    const near = trianglesAround(kept, count);
    const surface: Triangles = { positions, indices: kept };
    const { witness, queue, end } = withKept(near, count);
    let last = end;
    for (let head = 0; head < last; head++) {
      const from = queue[head];
      for (let i = around.begins[from]; i < around.begins[from + 1]; i++) {
        for (let c = 3 * around.triangles[i]; c < 3 * around.triangles[i] + 3; c++) {
          const vertex = indices[c];
          if (witness[vertex] >= 0) continue;
          witness[vertex] = findNear(surface, near, { vertex, first: witness[from], limit });
          if (witness[vertex] >= 0) queue[last++] = vertex;
        }
      }
    }
    const lost: number[] = [];
    for (let v = 0; v < count; v++) {
      const isUsed = around.begins[v] < around.begins[v + 1];
      if (witness[v] < 0 && isUsed && !except?.[v]) lost.push(v);
    }
    return { witness, lost };
  };
}

/** A triangle near each vertex, -1 unknown: a kept vertex has one. */
function withKept({ begins, triangles }: Around, count: number) {
  const witness = new Int32Array(count).fill(-1);
  const queue = new Int32Array(count);
  let end = 0;
  for (let v = 0; v < count; v++) {
    if (begins[v] === begins[v + 1]) continue;
    witness[v] = triangles[begins[v]];
    queue[end++] = v;
  }
  return { witness, queue, end };
}

interface Search {
  readonly vertex: number;
  readonly first: number;
  /** Squared. */
  readonly limit: number;
}

/** A triangle within the limit: the first, or one that shares a vertex with it; else -1. */
function findNear(surface: Triangles, near: Around, { vertex, first, limit }: Search): number {
  if (squaredDistance(surface, vertex, first) <= limit) return first;
  for (let c = 3 * first; c < 3 * first + 3; c++) {
    const corner = surface.indices[c];
    for (let i = near.begins[corner]; i < near.begins[corner + 1]; i++)
      if (squaredDistance(surface, vertex, near.triangles[i]) <= limit) return near.triangles[i];
  }
  return -1;
}
