import { MeshoptSimplifier } from 'meshoptimizer/simplifier';

/** A surface in nanometres. */
export interface NmMesh {
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
}

/** meshoptimizer's measure of error is an average; this share of what is allowed keeps the largest distance below it. */
const SHARE = 0.5;

/**
 * Fewer triangles within an error. Vertices that stay are not moved. The result is closed, but parts of it may touch.
 * @param errorNm no point of the surface moves farther.
 */
export async function simplifySurface({ positions, indices }: NmMesh, errorNm: number): Promise<NmMesh> {
  if (errorNm <= 0) return { positions, indices };
  await MeshoptSimplifier.ready;
  const [kept] = MeshoptSimplifier.simplify(indices, positions, 3, 0, errorNm * SHARE, ['ErrorAbsolute']);
  return compact(positions, kept);
}

/** Without the vertices that no triangle has. */
function compact(positions: Float32Array, indices: Uint32Array): NmMesh {
  const numbers = new Int32Array(positions.length / 3).fill(-1);
  let count = 0;
  const next = new Uint32Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    if (numbers[indices[i]] < 0) numbers[indices[i]] = count++;
    next[i] = numbers[indices[i]];
  }
  const kept = new Float32Array(3 * count);
  for (let v = 0; v < numbers.length; v++) {
    if (numbers[v] >= 0) kept.set(positions.subarray(3 * v, 3 * v + 3), 3 * numbers[v]);
  }
  return { positions: kept, indices: next };
}
