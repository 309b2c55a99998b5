import type { NmMesh } from './nm-mesh.ts';

/**
 * Vertices of the parts of a surface whose box is no longer than a size.
 * @returns one for each of them; undefined where there are none, or where all are.
 */
export function verticesOfSmallParts({ positions, indices }: NmMesh, sizeNm: number): Uint8Array | undefined {
  const parts = partsOf(indices, positions.length / 3);
  const extents = extentsOf(positions, parts);
  const small = parts.map((part) => (extents[part] <= sizeNm ? 1 : 0));
  const count = small.reduce((sum, one) => sum + one, 0);
  return count > 0 && count < small.length ? Uint8Array.from(small) : undefined;
}

/** For each vertex the first vertex of its part. */
function partsOf(indices: Uint32Array, count: number): Int32Array {
  const parents = Int32Array.from({ length: count }, (_, v) => v);
  const find = (vertex: number): number => {
    let v = vertex;
    while (parents[v] !== v) {
      parents[v] = parents[parents[v]];
      v = parents[v];
    }
    return v;
  };
  const join = (a: number, b: number) => {
    const [p, q] = [find(a), find(b)];
    parents[Math.max(p, q)] = Math.min(p, q);
  };
  for (let t = 0; t < indices.length; t += 3) {
    join(indices[t], indices[t + 1]);
    join(indices[t], indices[t + 2]);
  }
  return parents.map((_, v) => find(v));
}

/** The longest side of the box around each part. */
function extentsOf(positions: Float32Array, parts: Int32Array): Float32Array {
  const lower = new Float32Array(positions.length).fill(Infinity);
  const upper = new Float32Array(positions.length).fill(-Infinity);
  for (let i = 0; i < positions.length; i++) {
    const at = 3 * parts[(i / 3) | 0] + (i % 3);
    lower[at] = Math.min(lower[at], positions[i]);
    upper[at] = Math.max(upper[at], positions[i]);
  }
  return Float32Array.from(parts, (_, v) =>
    Math.max(
      upper[3 * v] - lower[3 * v],
      upper[3 * v + 1] - lower[3 * v + 1],
      upper[3 * v + 2] - lower[3 * v + 2],
    ),
  );
}
