import { hashPoint } from './hash.ts';
import { unitOf } from './random.ts';

/** Smooth random numbers over space. */
export interface Noise {
  /** In [-1, 1], continuous, with a continuous slope. Any unit, the same as the scale's. */
  at(x: number, y: number, z: number): number;
}

/**
 * Value noise: random numbers at the nodes of a grid, cubic between. Remembers the last cell, so neighbours in a row
 * cost no hashes.
 * @param scale distance of nodes.
 */
export function createNoise(seed: number, scale: number): Noise {
  const corner = new Float64Array(8);
  let [cx, cy, cz] = [Number.NaN, 0, 0];
  const enter = (gx: number, gy: number, gz: number) => {
    for (let i = 0; i < 8; i++) {
      corner[i] = 2 * unitOf(hashPoint(seed, gx + (i & 1), gy + ((i >> 1) & 1), gz + (i >> 2))) - 1;
    }
    cx = gx;
    cy = gy;
    cz = gz;
  };
  return {
    at(x, y, z) {
      const [sx, sy, sz] = [x / scale, y / scale, z / scale];
      const gx = Math.floor(sx);
      const gy = Math.floor(sy);
      const gz = Math.floor(sz);
      if (gx !== cx || gy !== cy || gz !== cz) enter(gx, gy, gz);
      const u = ease(sx - gx);
      const v = ease(sy - gy);
      const c00 = corner[0] + u * (corner[1] - corner[0]);
      const c10 = corner[2] + u * (corner[3] - corner[2]);
      const c01 = corner[4] + u * (corner[5] - corner[4]);
      const c11 = corner[6] + u * (corner[7] - corner[6]);
      const c0 = c00 + v * (c10 - c00);
      return c0 + ease(sz - gz) * (c01 + v * (c11 - c01) - c0);
    },
  };
}

const ease = (t: number): number => t * t * (3 - 2 * t);
