/** Where sections are shifted against each other: a field of view that sees such a place may not be evaluated. */
import type { Zyx } from '../../../datasets/geometry/index.ts';

export interface ShiftMask {
  /** [z, y, x], 1 where the shift is too large; every voxel stands for `scale` x `scale` voxels of a section. */
  readonly data: Uint8Array;
  readonly shape: Zyx;
  readonly scale: number;
  /** First and last voxel, from the centre, of the box that must hold no such place. */
  readonly fovBegin: Zyx;
  readonly fovLast: Zyx;
}

/** @returns is there no shift around this voxel of the canvas? */
export function createShiftTest({ data, shape, scale, fovBegin, fovLast }: ShiftMask): (pos: Zyx) => boolean {
  const [nz, ny, nx] = shape;
  const floor = (v: number): number => Math.floor(v / scale);
  return ([z, y, x]) => {
    const toZ = Math.min(z + fovLast[0], nz - 1);
    const toY = Math.min(floor(y + fovLast[1]), ny - 1);
    const fromX = floor(Math.max(x + fovBegin[2], 0));
    const toX = Math.min(floor(x + fovLast[2]), nx - 1);
    for (let mz = Math.max(z + fovBegin[0], 0); mz <= toZ; mz++) {
      for (let my = floor(Math.max(y + fovBegin[1], 0)); my <= toY; my++) {
        const row = (mz * ny + my) * nx;
        for (let i = row + fromX; i <= row + toX; i++) if (data[i] !== 0) return false;
      }
    }
    return true;
  };
}
