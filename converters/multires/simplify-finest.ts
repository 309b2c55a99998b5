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
/** Shares of the error to try: a sheet that is thinner than the error keeps both sides by a smaller one. */
const SHARES = [1, 2, 4, 8, 16, 32].map((n) => 1 / n);

/** A simplified surface that still encloses, once shifted by `keepVolume`, what the surface of the voxels does. */
export async function simplifyFinest(
  mesh: NmMesh,
  { maxErrorNm, volumeNm3 }: FinestOptions,
): Promise<NmMesh> {
  const difference = (one: NmMesh) => Math.abs(enclosedVolume(one) - volumeNm3);
  const most = MAX_DIFFERENCE * volumeNm3;
  for (const share of SHARES) {
    const one = await simplifySurface(mesh, { errorNm: maxErrorNm * share });
    const shifted = difference(keepVolume(one, volumeNm3, maxErrorNm * SHIFT_SHARE));
    if (shifted <= most || shifted <= most + difference(mesh)) return one;
  }
  return mesh;
}
