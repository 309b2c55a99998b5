/** Length of a unit normal as bytes. */
const UNIT = 127;

/**
 * Smooth normals: each vertex gets the mean of its faces' normals, weighted by their areas.
 * @param positions x, y, z of each vertex. @param indices three vertices a triangle.
 * @returns x, y, z and a filler of each vertex; zero where all faces of a vertex are degenerate.
 */
export function smoothNormals(positions: Float32Array, indices: Uint32Array): Int8Array {
  const sums = new Float32Array(positions.length);
  for (let i = 0; i + 2 < indices.length; i += 3) addFace(sums, positions, indices.subarray(i, i + 3));
  const normals = new Int8Array((positions.length / 3) * 4);
  for (let v = 0; v < positions.length / 3; v++) {
    const [x, y, z] = [sums[3 * v] as number, sums[3 * v + 1] as number, sums[3 * v + 2] as number];
    const scale = UNIT / (Math.hypot(x, y, z) || 1);
    normals[4 * v] = Math.round(x * scale);
    normals[4 * v + 1] = Math.round(y * scale);
    normals[4 * v + 2] = Math.round(z * scale);
  }
  return normals;
}

/** The cross product of two edges is the normal, as long as twice the area. */
function addFace(sums: Float32Array, p: Float32Array, face: Uint32Array): void {
  const [a, b, c] = [3 * (face[0] as number), 3 * (face[1] as number), 3 * (face[2] as number)];
  const edge = (to: number, axis: number) => (p[to + axis] as number) - (p[a + axis] as number);
  const [ux, uy, uz] = [edge(b, 0), edge(b, 1), edge(b, 2)];
  const [vx, vy, vz] = [edge(c, 0), edge(c, 1), edge(c, 2)];
  const normal = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
  for (const vertex of [a, b, c]) {
    for (let axis = 0; axis < 3; axis++) sums[vertex + axis] += normal[axis] as number;
  }
}
