import type { Xyz } from '../../geometry/index.ts';
import type { Warp } from './warp.ts';

/** The warp within one box of voxels: at its corners as it is, linear between, which is much cheaper. */
export interface WarpCell {
  /** @param cube first voxel. @param edge voxels. */
  enter(cube: Xyz, edge: Xyz): void;
  /** Middle of the box in the scene. */
  readonly centre: Float64Array;
  /** The scene's part in the box lies in a ball of this radius around `centre`. */
  radiusNm(): number;
  /** Sets `out` to the point of the scene that the middle of a voxel of the box shows. */
  at(x: number, y: number, z: number): void;
  readonly out: Float64Array;
}

export function createWarpCell(warp: Warp, voxelSizeNm: Xyz): WarpCell {
  const corners = new Float64Array(24);
  const centre = new Float64Array(3);
  const out = new Float64Array(3);
  let first: Xyz = [0, 0, 0];
  let size: Xyz = [1, 1, 1];
  return {
    centre,
    out,
    enter(cube, edge) {
      first = cube;
      size = edge;
      centre.fill(0);
      for (let corner = 0; corner < 8; corner++) {
        const x = (cube[0] + (corner & 1) * edge[0]) * voxelSizeNm[0];
        const y = (cube[1] + ((corner >> 1) & 1) * edge[1]) * voxelSizeNm[1];
        const z = (cube[2] + (corner >> 2) * edge[2]) * voxelSizeNm[2];
        warp.apply(x, y, z);
        corners.set(warp.out, 3 * corner);
        for (let axis = 0; axis < 3; axis++) centre[axis] += warp.out[axis] / 8;
      }
    },
    radiusNm() {
      let most = 0;
      for (let i = 0; i < 24; i += 3) {
        const x = corners[i] - centre[0];
        const y = corners[i + 1] - centre[1];
        const z = corners[i + 2] - centre[2];
        most = Math.max(most, x * x + y * y + z * z);
      }
      return Math.sqrt(most);
    },
    at(x, y, z) {
      const u = (x + 0.5 - first[0]) / size[0];
      const v = (y + 0.5 - first[1]) / size[1];
      const w = (z + 0.5 - first[2]) / size[2];
      for (let axis = 0; axis < 3; axis++) {
        const c00 = corners[axis] + u * (corners[3 + axis] - corners[axis]);
        const c10 = corners[6 + axis] + u * (corners[9 + axis] - corners[6 + axis]);
        const c01 = corners[12 + axis] + u * (corners[15 + axis] - corners[12 + axis]);
        const c11 = corners[18 + axis] + u * (corners[21 + axis] - corners[18 + axis]);
        const c0 = c00 + v * (c10 - c00);
        out[axis] = c0 + w * (c01 + v * (c11 - c01) - c0);
      }
    },
  };
}
