import { enclosedVolume, keepVolume } from './keep-volume.ts';
import type { NmMesh } from './nm-mesh.ts';
import { SHIFT_SHARE, simplifySurface } from './simplify.ts';

export interface FinestOptions {
  /** As `simplifySurface`. */
  readonly maxErrorNm: number;
  /** Of the voxels, cubic nanometres. */
  readonly volumeNm3: number;
}

/** How much farther from the volume of the voxels a simplified surface may be, as a share of it. */
const MAX_DIFFERENCE = 0.02;
/** Of the shortest edge: a smaller error takes nothing away that is worth a try. */
const LEAST_SHARE = 1 / 32;

/**
 * A simplified surface that still encloses, once shifted by `keepVolume`, what the surface of the voxels does. A sheet that is
 * thinner than the error keeps both sides by a smaller one, so halves of the error are tried, from the size of the object down.
 */
export async function simplifyFinest(
  mesh: NmMesh,
  { maxErrorNm, volumeNm3 }: FinestOptions,
): Promise<NmMesh> {
  const difference = (one: NmMesh) => Math.abs(enclosedVolume(one) - volumeNm3);
  const most = MAX_DIFFERENCE * volumeNm3;
  const { longestNm, shortestNm } = edgesOf(mesh);
  const leastNm = shortestNm * LEAST_SHARE;
  for (let errorNm = Math.min(maxErrorNm, longestNm); errorNm > leastNm; errorNm /= 2) {
    const one = await simplifySurface(mesh, { errorNm });
    const shifted = difference(keepVolume(one, volumeNm3, maxErrorNm * SHIFT_SHARE));
    if (shifted <= most || shifted <= most + difference(mesh)) return one;
  }
  return mesh;
}

/** The longest edge of the box around a mesh, and the shortest edge of its triangles; nanometres. */
function edgesOf({ positions, indices }: NmMesh): { longestNm: number; shortestNm: number } {
  let longestNm = 0;
  for (let axis = 0; axis < 3; axis++) {
    let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let i = axis; i < positions.length; i += 3) {
      low = Math.min(low, positions[i]);
      high = Math.max(high, positions[i]);
    }
    longestNm = Math.max(longestNm, high - low);
  }
  let shortest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < indices.length; i++) {
    const [a, b] = [3 * indices[i], 3 * indices[i % 3 === 2 ? i - 2 : i + 1]];
    const x = positions[a] - positions[b];
    const y = positions[a + 1] - positions[b + 1];
    const z = positions[a + 2] - positions[b + 2];
    const square = x * x + y * y + z * z;
    if (square > 0 && square < shortest) shortest = square;
  }
  return { longestNm, shortestNm: Math.sqrt(shortest) };
}
