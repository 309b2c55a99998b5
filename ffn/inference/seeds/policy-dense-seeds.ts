import type { Zyx } from '../../../datasets/geometry/index.ts';
import { flatIndex } from '../field-of-view.ts';
import { flagArg, integerArg, numberArg } from './args.ts';
import { toCoordinates } from './find-peaks.ts';
import type { SeedContext, SeedPolicyArgs } from './policy.ts';

/**
 * PolicyDenseSeeds: every voxel above a threshold (of the normalised image), or with `invert` every other, after
 * `num_erosions` erosions by the six neighbours; outside the volume nothing erodes.
 * @returns [n, 3] zyx, ascending.
 */
export function policyDenseSeeds({ image, shape }: SeedContext, args: SeedPolicyArgs): Int32Array {
  const threshold = numberArg(args, 'threshold', 0.5);
  const invert = flagArg(args, 'invert');
  let inside: Uint8Array = Uint8Array.from(image, (v) => (v > threshold !== invert ? 1 : 0));
  for (let i = integerArg(args, 'num_erosions', 0); i > 0; i--) inside = erode(inside, shape);
  const found: number[] = [];
  for (let i = 0; i < inside.length; i++) if (inside[i] !== 0) found.push(i);
  return toCoordinates(found, shape);
}

function erode(inside: Uint8Array, shape: Zyx): Uint8Array {
  const [nz, ny, nx] = shape;
  const eroded = inside.slice();
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) {
        const i = flatIndex(shape, [z, y, x]);
        if (inside[i] !== 0) continue;
        if (z > 0) eroded[i - ny * nx] = 0;
        if (z + 1 < nz) eroded[i + ny * nx] = 0;
        if (y > 0) eroded[i - nx] = 0;
        if (y + 1 < ny) eroded[i + nx] = 0;
        if (x > 0) eroded[i - 1] = 0;
        if (x + 1 < nx) eroded[i + 1] = 0;
      }
    }
  }
  return eroded;
}
