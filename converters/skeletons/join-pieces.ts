import type { Skeleton } from './skeleton.ts';

/**
 * Joins the pieces of one label: vertices at the same place, where blocks meet, become one, and of every cycle that this
 * makes the edge with the smallest radius goes.
 * @param pieces in an order of their own, whatever made them: the result depends on it.
 * @returns one skeleton with as many trees as the label has components.
 */
export function joinPieces(pieces: readonly Skeleton[]): Skeleton {
  const numbers = new Map<string, number>();
  const positions: number[] = [];
  const radii: number[] = [];
  const edges: Edge[] = [];
  for (const piece of pieces) {
    const numberOf = Array.from({ length: piece.radiiNm.length }, (_, vertex) => {
      const place = piece.positions.subarray(3 * vertex, 3 * vertex + 3);
      const key = place.join();
      const known = numbers.get(key);
      if (known !== undefined) {
        // Each block sees the surface on its own side only: the nearer one counts.
        radii[known] = Math.min(radii[known], piece.radiiNm[vertex]);
        return known;
      }
      numbers.set(key, radii.length);
      positions.push(...place);
      radii.push(piece.radiiNm[vertex]);
      return radii.length - 1;
    });
    for (let i = 0; i < piece.edges.length; i += 2) {
      edges.push([numberOf[piece.edges[i]], numberOf[piece.edges[i + 1]]]);
    }
  }
  return {
    positions: Float32Array.from(positions),
    edges: Uint32Array.from(spanningForest(edges, radii).flat()),
    radiiNm: finite(Float32Array.from(radii)),
  };
}

/** Far from any surface: as far as the farthest that is known. 0 where a label fills all and has none. */
function finite(radii: Float32Array): Float32Array {
  const largest = radii.reduce((max, radius) => (Number.isFinite(radius) ? Math.max(max, radius) : max), 0);
  return radii.map((radius) => (Number.isFinite(radius) ? radius : largest));
}

type Edge = readonly [number, number];

/** Kruskal's algorithm, thickest edges first; the edges kept are in their old order. */
function spanningForest(edges: readonly Edge[], radii: readonly number[]): Edge[] {
  const thickness = edges.map(([a, b]) => Math.min(radii[a], radii[b]));
  // Two that are infinite are equal; their difference is no number.
  const order = edges
    .map((_, i) => i)
    .sort((i, k) => (thickness[i] === thickness[k] ? i - k : thickness[k] - thickness[i]));
  const roots = Int32Array.from(radii, (_, i) => i);
  const find = (vertex: number): number => {
    let root = vertex;
    while (roots[root] !== root) root = roots[root];
    for (let at = vertex; roots[at] !== root; ) [at, roots[at]] = [roots[at], root];
    return root;
  };
  const isKept = new Uint8Array(edges.length);
  for (const i of order) {
    const [a, b] = [find(edges[i][0]), find(edges[i][1])];
    if (a === b) continue;
    roots[Math.max(a, b)] = Math.min(a, b);
    isKept[i] = 1;
  }
  return edges.filter((_, i) => isKept[i] === 1);
}
