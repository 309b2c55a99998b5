/**
 * The triangles of a fragment by the octant of its cell that they lie in, x least significant: a viewer draws a coarse
 * cell only in those octants whose finer cells it does not have. Source: formats.md 3.2, split rule.
 * @param stored x, y, z of each vertex in [0, steps]. @param indices sorted in place, triangles kept whole.
 * @returns where each octant's indices end.
 */
export function sortByOctant(stored: Int32Array, indices: Uint32Array, steps: number): number[] {
  const half = steps / 2;
  const triangles = indices.length / 3;
  const octants = new Uint8Array(triangles);
  const ends = new Array<number>(8).fill(0);
  for (let t = 0; t < triangles; t++) {
    let octant = 0;
    for (let axis = 0; axis < 3; axis++) {
      // By its middle: its corners may lie in the plane between.
      let sum = 0;
      for (let k = 0; k < 3; k++) sum += stored[3 * indices[3 * t + k]! + axis]!;
      if (sum / 3 > half) octant |= 1 << axis;
    }
    octants[t] = octant;
    ends[octant]! += 3;
  }
  for (let i = 1; i < 8; i++) ends[i]! += ends[i - 1]!;
  const next = ends.map((_, i) => (i === 0 ? 0 : ends[i - 1]!));
  const unsorted = indices.slice();
  for (let t = 0; t < triangles; t++) {
    const at = next[octants[t]!]!;
    next[octants[t]!] = at + 3;
    indices.set(unsorted.subarray(3 * t, 3 * t + 3), at);
  }
  return ends;
}
