/** The triangles of each vertex: `triangles` from `begins[v]` to `begins[v + 1]`. */
export interface Around {
  readonly begins: Uint32Array;
  readonly triangles: Uint32Array;
}

/** @param indices three vertices a triangle. @param count vertices. */
export function trianglesAround(indices: Uint32Array, count: number): Around {
  const begins = new Uint32Array(count + 1);
  for (let i = 0; i < indices.length; i++) begins[indices[i] + 1]++;
  for (let v = 0; v < count; v++) begins[v + 1] += begins[v];
  const next = begins.slice();
  const triangles = new Uint32Array(indices.length);
  for (let i = 0; i < indices.length; i++) triangles[next[indices[i]]++] = (i / 3) | 0;
  return { begins, triangles };
}
