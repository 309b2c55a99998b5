/** Seed policies that do not look at the image: points of grids. Source: spec/ffn.md 2.10. */
import { type Zyx, zyx } from '../../../datasets/geometry/index.ts';
import { integerArg, integersArg } from './args.ts';
import type { SeedContext, SeedPolicyArgs } from './policy.ts';

/** No 6: the original's list lacks it. */
const OFFSETS_3D = [0, 8, 4, 12, 2, 10, 14];
const OFFSETS_2D = [0, 8, 4, 12, 2, 6, 10, 14];

/** PolicyGrid3d: grids of one step in space, each moved by another offset along every axis. @returns [n, 3] zyx. */
export function policyGrid3d({ shape }: SeedContext, args: SeedPolicyArgs): Int32Array {
  const step = integerArg(args, 'step', 16, 1);
  const coords: number[] = [];
  for (const offset of integersArg(args, 'offsets', OFFSETS_3D)) {
    addGrid(coords, { shape, start: zyx(offset, offset, offset), step: zyx(step, step, step) });
  }
  return Int32Array.from(coords);
}

/** PolicyGrid2d: the same in the plane, in every section. @returns [n, 3] zyx. */
export function policyGrid2d({ shape }: SeedContext, args: SeedPolicyArgs): Int32Array {
  const step = integerArg(args, 'step', 16, 1);
  const coords: number[] = [];
  for (const offset of integersArg(args, 'offsets', OFFSETS_2D)) {
    addGrid(coords, { shape, start: zyx(0, offset, offset), step: zyx(1, step, step) });
  }
  return Int32Array.from(coords);
}

interface Grid {
  readonly shape: Zyx;
  readonly start: Zyx;
  readonly step: Zyx;
}

function addGrid(coords: number[], { shape, start, step }: Grid): void {
  for (let z = start[0]; z < shape[0]; z += step[0]) {
    for (let y = start[1]; y < shape[1]; y += step[1]) {
      for (let x = start[2]; x < shape[2]; x += step[2]) coords.push(z, y, x);
    }
  }
}
