import { mix } from './hash.ts';
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
  const start = mix(seed);
  let cx = Number.NaN;
  let cy = 0;
  let cz = 0;
  // `hashPoint` of the eight corners, what they have in common once; the side of lower x may be known already.
  const enterSide = (gx: number, gy: number, gz: number, side: 0 | 1) => {
    const hashX = mix(start ^ gx);
    for (let j = 0; j < 2; j++) {
      const hashY = mix(hashX ^ (gy + j));
      corner[side + 2 * j] = 2 * unitOf(mix(hashY ^ gz) >>> 0) - 1;
      corner[side + 2 * j + 4] = 2 * unitOf(mix(hashY ^ (gz + 1)) >>> 0) - 1;
    }
  };
  const enter = (gx: number, gy: number, gz: number) => {
    if (gx === cx + 1 && gy === cy && gz === cz) {
      for (let i = 0; i < 8; i += 2) corner[i] = corner[i + 1];
    } else enterSide(gx, gy, gz, 0);
    enterSide(gx + 1, gy, gz, 1);
    cx = gx;
    cy = gy;
    cz = gz;
  };
  return {
    at(x, y, z) {
      const sx = x / scale;
      const sy = y / scale;
      const sz = z / scale;
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
