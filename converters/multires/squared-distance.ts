/** Corners of triangles, by positions x, y, z of each vertex. */
export interface Triangles {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
}

/** Squared distance of a vertex from a triangle of other vertices. */
export function squaredDistance({ positions, indices }: Triangles, vertex: number, triangle: number): number {
  const [a, b, c] = [3 * indices[3 * triangle], 3 * indices[3 * triangle + 1], 3 * indices[3 * triangle + 2]];
  const [ax, ay, az] = [positions[a], positions[a + 1], positions[a + 2]];
  const [ux, uy, uz] = [positions[b] - ax, positions[b + 1] - ay, positions[b + 2] - az];
  const [vx, vy, vz] = [positions[c] - ax, positions[c + 1] - ay, positions[c + 2] - az];
  const wx = positions[3 * vertex] - ax;
  const wy = positions[3 * vertex + 1] - ay;
  const wz = positions[3 * vertex + 2] - az;
  const uu = ux * ux + uy * uy + uz * uz;
  const uv = ux * vx + uy * vy + uz * vz;
  const vv = vx * vx + vy * vy + vz * vz;
  const wu = wx * ux + wy * uy + wz * uz;
  const wv = wx * vx + wy * vy + wz * vz;
  const det = uu * vv - uv * uv;
  if (det > 0) {
    const s = (vv * wu - uv * wv) / det;
    const t = (uu * wv - uv * wu) / det;
    if (s >= 0 && t >= 0 && s + t <= 1)
      return lengthOf(wx - s * ux - t * vx, wy - s * uy - t * vy, wz - s * uz - t * vz);
  }
  // The foot lies outside: the nearest point is on a side.
  const onU = clamp(wu / uu);
  const onV = clamp(wv / vv);
  const onW = clamp((wv - wu + uu - uv) / (uu + vv - 2 * uv));
  return Math.min(
    lengthOf(wx - onU * ux, wy - onU * uy, wz - onU * uz),
    lengthOf(wx - onV * vx, wy - onV * vy, wz - onV * vz),
    lengthOf(wx - ux - onW * (vx - ux), wy - uy - onW * (vy - uy), wz - uz - onW * (vz - uz)),
  );
}

/** 0 where a side has no length. */
const clamp = (t: number): number => (t > 0 ? Math.min(1, t) : 0);

const lengthOf = (x: number, y: number, z: number): number => x * x + y * y + z * z;
