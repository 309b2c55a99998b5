import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Skeleton } from './skeleton.ts';

/**
 * Takes away branches that end after less than `lengthNm`: bumps of the surface. A tree without a branching stays as
 * it is, however short. Shortest first, and lengths are measured anew after each, so that of two twigs of a fork one
 * may stay as the branch's end.
 * @param skeleton a forest. @param voxelSizeNm nanometres per unit of the positions.
 */
export function removeTicks(skeleton: Skeleton, voxelSizeNm: Xyz, lengthNm: number): Skeleton {
  const graph = graphOf(skeleton);
  for (;;) {
    const twig = shortestTwig(skeleton, graph, voxelSizeNm);
    if (twig === undefined || twig.lengthNm >= lengthNm) break;
    for (let i = 0; i + 1 < twig.path.length; i++) unlink(graph, twig.path[i], twig.path[i + 1]);
    for (const vertex of twig.path.slice(0, -1)) graph.isGone[vertex] = 1;
  }
  return subset(skeleton, graph.isGone);
}

interface Graph {
  readonly neighbours: number[][];
  readonly isGone: Uint8Array;
}

/** A path from an end to the branching it hangs on. */
interface Twig {
  readonly path: readonly number[];
  readonly lengthNm: number;
}

function graphOf({ edges, radiiNm }: Skeleton): Graph {
  const neighbours: number[][] = Array.from({ length: radiiNm.length }, () => []);
  for (let i = 0; i < edges.length; i += 2) {
    neighbours[edges[i]].push(edges[i + 1]);
    neighbours[edges[i + 1]].push(edges[i]);
  }
  return { neighbours, isGone: new Uint8Array(radiiNm.length) };
}

function unlink({ neighbours }: Graph, a: number, b: number): void {
  neighbours[a] = neighbours[a].filter((vertex) => vertex !== b);
  neighbours[b] = neighbours[b].filter((vertex) => vertex !== a);
}

function shortestTwig(skeleton: Skeleton, graph: Graph, voxelSizeNm: Xyz): Twig | undefined {
  let best: Twig | undefined;
  for (let end = 0; end < graph.neighbours.length; end++) {
    if (graph.neighbours[end].length !== 1) continue;
    const twig = twigOf(skeleton, graph, end, voxelSizeNm);
    if (twig && (best === undefined || twig.lengthNm < best.lengthNm)) best = twig;
  }
  return best;
}

function twigOf(
  { positions }: Skeleton,
  { neighbours }: Graph,
  end: number,
  voxelSizeNm: Xyz,
): Twig | undefined {
  const path = [end];
  let lengthNm = 0;
  for (let [before, at] = [-1, end]; ; ) {
    const next = neighbours[at].find((vertex) => vertex !== before);
    if (next === undefined) return undefined;
    lengthNm += distanceNm(positions, at, next, voxelSizeNm);
    path.push(next);
    if (neighbours[next].length > 2) return { path, lengthNm };
    [before, at] = [at, next];
  }
}

/** @returns between two vertices. */
function distanceNm(positions: Float32Array, a: number, b: number, voxelSizeNm: Xyz): number {
  const d = (axis: 0 | 1 | 2) => (positions[3 * a + axis] - positions[3 * b + axis]) * voxelSizeNm[axis];
  return Math.sqrt(d(0) ** 2 + d(1) ** 2 + d(2) ** 2);
}

function subset({ positions, edges, radiiNm }: Skeleton, isGone: Uint8Array): Skeleton {
  const numbers = new Int32Array(radiiNm.length).fill(-1);
  let count = 0;
  for (let i = 0; i < radiiNm.length; i++) if (isGone[i] === 0) numbers[i] = count++;
  const kept: number[] = [];
  for (let i = 0; i < edges.length; i += 2) {
    const [a, b] = [numbers[edges[i]], numbers[edges[i + 1]]];
    if (a >= 0 && b >= 0) kept.push(a, b);
  }
  return {
    positions: positions.filter((_, i) => isGone[Math.floor(i / 3)] === 0),
    edges: Uint32Array.from(kept),
    radiiNm: radiiNm.filter((_, i) => isGone[i] === 0),
  };
}
