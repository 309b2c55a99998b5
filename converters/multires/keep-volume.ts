import type { NmMesh } from './nm-mesh.ts';

/** Steps of Newton's method; the volume is a polynomial of low degree in the shift. */
const STEPS = 4;

/**
 * Shifts a closed surface along its normals until it encloses a given volume: marching cubes cut off every corner of a rough
 * label, and simplification its thin parts, up to some per cent of it. The box around the surface stays as it is, so that caps at
 * the volume's edge do.
 * @param volumeNm3 cubic nanometres. @param limitNm no vertex moves farther.
 */
export function keepVolume(mesh: NmMesh, volumeNm3: number, limitNm: number): NmMesh {
  const { indices } = mesh;
  if (limitNm <= 0 || indices.length === 0) return mesh;
  const { lower, upper } = boxAround(mesh.positions);
  const gradient = volumeGradient(mesh);
  const positions = mesh.positions.slice();
  let shift = 0;
  for (let step = 0; step < STEPS; step++) {
    const { volume, slope } = measure({ positions, indices }, gradient);
    if (!(slope > 0)) return mesh;
    const next = Math.max(-limitNm, Math.min(limitNm, shift + (volumeNm3 - volume) / slope));
    if (next === shift) break;
    shift = next;
    for (let i = 0; i < positions.length; i++) {
      const moved = mesh.positions[i] + shift * gradient[i];
      positions[i] = Math.min(upper[i % 3], Math.max(lower[i % 3], moved));
    }
  }
  return { positions, indices };
}

/** Of a closed surface, cubic nanometres. */
export const enclosedVolume = (mesh: NmMesh): number =>
  measure(mesh, new Float64Array(mesh.positions.length)).volume;

function boxAround(positions: Float32Array): { lower: number[]; upper: number[] } {
  const lower = [Infinity, Infinity, Infinity];
  const upper = [-Infinity, -Infinity, -Infinity];
  for (let i = 0; i < positions.length; i++) {
    lower[i % 3] = Math.min(lower[i % 3], positions[i]);
    upper[i % 3] = Math.max(upper[i % 3], positions[i]);
  }
  return { lower, upper };
}

/** Sums of the area vectors, times two, of the triangles around each vertex. */
function areaVectors({ positions: p, indices }: NmMesh): Float64Array {
  const sums = new Float64Array(p.length);
  for (let t = 0; t < indices.length; t += 3) {
    const [a, b, c] = [3 * indices[t], 3 * indices[t + 1], 3 * indices[t + 2]];
    const [ux, uy, uz] = [p[b] - p[a], p[b + 1] - p[a + 1], p[b + 2] - p[a + 2]];
    const [vx, vy, vz] = [p[c] - p[a], p[c + 1] - p[a + 1], p[c + 2] - p[a + 2]];
    const [nx, ny, nz] = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx];
    for (const vertex of [a, b, c]) {
      sums[vertex] += nx;
      sums[vertex + 1] += ny;
      sums[vertex + 2] += nz;
    }
  }
  return sums;
}

/** Unit vectors in which the volume grows fastest by a vertex. */
function volumeGradient(mesh: NmMesh): Float64Array {
  const vectors = areaVectors(mesh);
  for (let i = 0; i < vectors.length; i += 3) {
    const length = Math.hypot(vectors[i], vectors[i + 1], vectors[i + 2]) || 1;
    vectors[i] /= length;
    vectors[i + 1] /= length;
    vectors[i + 2] /= length;
  }
  return vectors;
}

/** The volume, and how much it grows by a shift of every vertex along its direction. */
function measure(mesh: NmMesh, directions: Float64Array): { volume: number; slope: number } {
  const vectors = areaVectors(mesh);
  const { positions } = mesh;
  let [volume, slope] = [0, 0];
  for (let i = 0; i < vectors.length; i++) {
    // By Euler's theorem on homogeneous functions: three volumes are the sum of positions times gradients.
    volume += (positions[i] * vectors[i]) / 18;
    slope += (directions[i] * vectors[i]) / 6;
  }
  return { volume, slope };
}
