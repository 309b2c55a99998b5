import { MeshoptSimplifier } from 'meshoptimizer/simplifier';
import { dropFolds } from './drop-folds.ts';
import { createLostFinder, type FindLost, type Nearness } from './lost-vertices.ts';
import type { NmMesh } from './nm-mesh.ts';
import { verticesOfSmallParts } from './small-parts.ts';

export interface SimplifyOptions {
  /** Every vertex of the surface is at most three quarters of this from the result. */
  readonly errorNm: number;
  /** Parts whose box is no longer than this may go. Default: none may. */
  readonly smallNm?: number;
}

/** meshoptimizer's measure of error is an average over planes: by this share of the error few vertices come too far. */
const SHARE = 0.5;
/** By this share hardly any does: what is left of a thread is then few vertices. */
const GENTLE_SHARE = 0.25;
/** Of the error, how far vertices may be from the simplified surface, and how far the shift that keeps the volume may move it. */
const DISTANCE_SHARE = 0.75;
export const SHIFT_SHARE = 1 - DISTANCE_SHARE;
/**
 * Fewer triangles within an error. Vertices that stay are not moved. The result is closed, but parts of it may touch. A thread or
 * a sheet that is thinner than the error stays: what would be lost is held (see `createLostFinder`).
 */
export async function simplifySurface(mesh: NmMesh, { errorNm, smallNm }: SimplifyOptions): Promise<NmMesh> {
  if (errorNm <= 0) return mesh;
  await MeshoptSimplifier.ready;
  const small = smallNm === undefined ? undefined : verticesOfSmallParts(mesh, smallNm);
  const findLost = createLostFinder(mesh, { limitNm: errorNm * DISTANCE_SHARE, except: small });
  const whole = { kept: mesh.indices, ...findLost(mesh.indices) };
  const gentle = reduceWithin(mesh, whole, { errorNm: errorNm * GENTLE_SHARE, findLost });
  const { kept } = reduceWithin(mesh, gentle, { errorNm: errorNm * SHARE, findLost });
  return compact(mesh.positions, kept);
}

/** A surface of some vertices of the mesh, and where each vertex is on it. */
interface Reduced extends Nearness {
  readonly kept: Uint32Array;
}

interface WithinOptions {
  readonly errorNm: number;
  readonly findLost: FindLost;
}

/**
 * Simplifies, finds what was lost, and does it again with the triangles held on which that was: held corners do not move, so
 * that their triangle is still there.
 */
function reduceWithin(mesh: NmMesh, from: Reduced, { errorNm, findLost }: WithinOptions): Reduced {
  const held = new Uint8Array(mesh.positions.length / 3);
  for (let isHolding = false; ; isHolding = true) {
    const reduced = reduce(mesh.positions, from.kept, { errorNm, held: isHolding ? held : undefined });
    const kept = dropFolds(reduced, held.length);
    const found = findLost(kept);
    // Where all is held already, the triangle is there, and only the walk has missed it.
    if (found.lost.length === 0 || !hold(held, found.lost, { mesh, from })) return { kept, ...found };
  }
}

interface HoldOptions {
  readonly mesh: NmMesh;
  readonly from: Reduced;
}

/** Holds the triangles on which lost vertices and their neighbours were. @returns whether any was not yet held. */
function hold(held: Uint8Array, lost: readonly number[], { mesh: { indices }, from }: HoldOptions): boolean {
  const isLost = new Uint8Array(held.length);
  for (const vertex of lost) isLost[vertex] = 1;
  let isNew = false;
  const holdTriangleOf = (vertex: number) => {
    const triangle = from.witness[vertex];
    if (triangle < 0) return;
    for (let c = 3 * triangle; c < 3 * triangle + 3; c++) {
      const corner = from.kept[c];
      if (!held[corner]) isNew = true;
      held[corner] = 1;
    }
  };
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [indices[t], indices[t + 1], indices[t + 2]];
    if (isLost[a] | isLost[b] | isLost[c]) for (const vertex of [a, b, c]) holdTriangleOf(vertex);
  }
  return isNew;
}

interface ReduceOptions {
  readonly errorNm: number;
  /** One for each vertex that stays. */
  readonly held?: Uint8Array;
}

function reduce(
  positions: Float32Array,
  indices: Uint32Array,
  { errorNm, held }: ReduceOptions,
): Uint32Array {
  const flags = ['ErrorAbsolute'] as const;
  if (!held) return MeshoptSimplifier.simplify(indices, positions, 3, 0, errorNm, [...flags])[0];
  const none = new Float32Array(0);
  const { simplifyWithAttributes } = MeshoptSimplifier;
  return simplifyWithAttributes(indices, positions, 3, none, 0, [], held, 0, errorNm, [...flags])[0];
}

/** Without the vertices that no triangle has. */
function compact(positions: Float32Array, indices: Uint32Array): NmMesh {
  const numbers = new Int32Array(positions.length / 3).fill(-1);
  let count = 0;
  const next = new Uint32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    if (numbers[indices[i]] < 0) numbers[indices[i]] = count++;
    next[i] = numbers[indices[i]];
  }
  const kept = new Float32Array(3 * count);
  for (let v = 0; v < numbers.length; v++) {
    if (numbers[v] >= 0) kept.set(positions.subarray(3 * v, 3 * v + 3), 3 * numbers[v]);
  }
  return { positions: kept, indices: next };
}
