import { createEdgeTable, nextInTriangle } from './half-edges.ts';
import { createIntList, type Soup } from './soup.ts';

/**
 * Gives each fan of triangles around a vertex a vertex of its own, in the same place.
 * @param twins half-edges across which the surface goes on.
 */
export function splitVertices({ positions, indices }: Soup, twins: Int32Array): Soup {
  // Corners, known by the half-edge that begins there, that are one vertex.
  const parent = Int32Array.from(indices, (_, h) => h);
  const rootOf = (corner: number): number => {
    let root = corner;
    while (parent[root] !== root) root = parent[root];
    for (let at = corner; parent[at] !== root; ) {
      const up = parent[at];
      parent[at] = root;
      at = up;
    }
    return root;
  };
  const unite = (a: number, b: number) => {
    const [p, q] = [rootOf(a), rootOf(b)];
    // The lowest corner is the root, so that numbers do not depend on the order of unions.
    if (p < q) parent[q] = p;
    else parent[p] = q;
  };
  for (let h = 0; h < indices.length; h++) {
    if (twins[h] < 0) continue;
    unite(h, nextInTriangle(twins[h]));
  }
  const numbers = new Int32Array(indices.length).fill(-1);
  const out = createIntList();
  const next = new Uint32Array(indices.length);
  for (let h = 0; h < indices.length; h++) {
    const root = rootOf(h);
    if (numbers[root] < 0) {
      numbers[root] = out.length() / 3;
      for (let axis = 0; axis < 3; axis++) out.push(positions[3 * indices[h] + axis]);
    }
    next[h] = numbers[root];
  }
  return { positions: out.finish(), indices: next };
}

/**
 * After `splitVertices`, two parts of a surface may still share both ends of an edge. One of the two edges, and the two
 * triangles on it, are cut in half.
 * @returns the same soup where there is nothing to cut.
 */
export function halveRepeatedEdges(soup: Soup, twins: Int32Array): Soup {
  const { indices } = soup;
  const table = createEdgeTable(indices);
  const cut = new Map<number, number>();
  const busy = new Set<number>();
  for (let h = 0; h < indices.length; h++) {
    const first = table.first(indices[h], indices[nextInTriangle(h)]);
    if (first === h) continue;
    const [t, u] = [Math.floor(h / 3), Math.floor(twins[h] / 3)];
    if (cut.has(h) || busy.has(t) || busy.has(u)) continue;
    cut.set(h, twins[h]);
    busy.add(t);
    busy.add(u);
  }
  if (cut.size === 0) return soup;
  const positions = createIntList(soup.positions);
  const triangles = createIntList(Array.from(indices));
  for (const [h, twin] of cut) {
    const middle = positions.length() / 3;
    const [from, to] = [indices[h], indices[nextInTriangle(h)]];
    for (let axis = 0; axis < 3; axis++) {
      const sum = soup.positions[3 * from + axis] + soup.positions[3 * to + axis];
      positions.push(Math.floor(sum / 2));
    }
    for (const half of [h, twin]) {
      const end = nextInTriangle(half);
      const apex = indices[nextInTriangle(end)];
      triangles.push(middle);
      triangles.push(indices[end]);
      triangles.push(apex);
      triangles.set(end, middle);
    }
  }
  return { positions: positions.finish(), indices: Uint32Array.from(triangles.finish()) };
}
