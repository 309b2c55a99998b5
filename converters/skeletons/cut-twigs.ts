/** Taking twigs away from a forest: the paths from an end to the branching they hang on. */
import type { Xyz } from '../../datasets/geometry/index.ts';
import { distanceNm } from './length.ts';
import type { Skeleton } from './skeleton.ts';
import { TwigHeap } from './twig-heap.ts';

export interface Graph {
  /** Neighbours of vertex v: [starts[v], starts[v + 1]) of `neighbours`. */
  readonly starts: Uint32Array;
  readonly neighbours: Uint32Array;
  /** Neighbours that are not gone. */
  readonly degrees: Uint32Array;
  readonly isGone: Uint8Array;
}

function graphOf({ edges, radiiNm }: Skeleton): Graph {
  const starts = new Uint32Array(radiiNm.length + 1);
  for (const vertex of edges) starts[vertex + 1]++;
  const degrees = starts.slice(1);
  for (let i = 0; i < radiiNm.length; i++) starts[i + 1] += starts[i];
  const places = starts.slice();
  const neighbours = new Uint32Array(edges.length);
  for (let i = 0; i < edges.length; i += 2) {
    neighbours[places[edges[i]]++] = edges[i + 1];
    neighbours[places[edges[i + 1]]++] = edges[i];
  }
  return { starts, neighbours, degrees, isGone: new Uint8Array(radiiNm.length) };
}

/** From an end up to the branching it hangs on. */
export interface Twig {
  /** Without the branching. */
  readonly path: readonly number[];
  readonly branching: number;
  readonly lengthNm: number;
}

interface Limits {
  readonly voxelSizeNm: Xyz;
  readonly lengthNm: number;
}

/** @returns undefined where there is no branching nearer than the limit. */
function twigOf(positions: Float32Array, graph: Graph, end: number, limits: Limits): Twig | undefined {
  const path = [end];
  let lengthNm = 0;
  for (let [before, at] = [-1, end]; ; ) {
    const next = nextOf(graph, at, before);
    if (next < 0) return undefined;
    lengthNm += distanceNm(positions, at, next, limits.voxelSizeNm);
    if (lengthNm >= limits.lengthNm) return undefined;
    if (graph.degrees[next] > 2) return { path, branching: next, lengthNm };
    path.push(next);
    [before, at] = [at, next];
  }
}

function nextOf({ starts, neighbours, isGone }: Graph, at: number, before: number): number {
  for (let i = starts[at]; i < starts[at + 1]; i++)
    if (neighbours[i] !== before && isGone[neighbours[i]] === 0) return neighbours[i];
  return -1;
}

function cut({ degrees, isGone }: Graph, { path, branching }: Twig): void {
  for (const vertex of path) isGone[vertex] = 1;
  degrees[branching]--;
}

/** Which twigs go. */
export interface TwigRule {
  /** Longer ones are not looked at, nanometres. */
  readonly mostNm: number;
  readonly isCut: (twig: Twig, graph: Graph) => boolean;
}

/**
 * Takes twigs away, by one rule after another, the shortest first; lengths are measured anew after each, so that of two twigs
 * of a fork one may stay as the branch's end.
 * @param skeleton a forest. @param voxelSizeNm nanometres per unit of the positions.
 */
export function cutTwigs(skeleton: Skeleton, voxelSizeNm: Xyz, rules: readonly TwigRule[]): Skeleton {
  const graph = graphOf(skeleton);
  for (const rule of rules) if (rule.mostNm > 0) cutByRule(skeleton, graph, voxelSizeNm, rule);
  return subset(skeleton, graph.isGone);
}

function cutByRule(
  { positions }: Skeleton,
  graph: Graph,
  voxelSizeNm: Xyz,
  { mostNm, isCut }: TwigRule,
): void {
  const heap = new TwigHeap();
  const measure = (end: number) => twigOf(positions, graph, end, { voxelSizeNm, lengthNm: mostNm });
  const put = (end: number) => {
    const twig = measure(end);
    if (twig) heap.put(twig.lengthNm, end);
  };
  for (let end = 0; end < graph.degrees.length; end++)
    if (graph.degrees[end] === 1 && graph.isGone[end] === 0) put(end);
  // Ends of twigs that stay, and which may become part of a longer one when their branching goes.
  const kept = new Map<number, number[]>();
  for (let next = heap.take(); next; next = heap.take()) {
    // Twigs only grow: one that has not grown is still the shortest.
    const twig = measure(next.end);
    if (!twig) continue;
    if (twig.lengthNm > next.length) heap.put(twig.lengthNm, next.end);
    else if (isCut(twig, graph)) {
      cut(graph, twig);
      if (graph.degrees[twig.branching] === 2) kept.get(twig.branching)?.forEach(put);
    } else kept.set(twig.branching, [...(kept.get(twig.branching) ?? []), next.end]);
  }
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
