/** Parts of a training patch around a voxel near its middle. */
import type { Zyx } from '../../../datasets/geometry/index.ts';
import { cropFov, type Fov, fovAround, pasteFov } from '../../inference/index.ts';

/** @param offset from the middle of the patch. All sizes are odd, and the part lies inside. */
export function partAround(offset: Zyx, size: Zyx, patchSize: Zyx): Fov {
  const middle = (axis: 0 | 1 | 2) => (patchSize[axis] >> 1) + offset[axis];
  return fovAround([middle(0), middle(1), middle(2)], size, patchSize);
}

export function cropPart(patch: Float32Array, part: Fov): Float32Array {
  const [nz, ny, nx] = part.size;
  const crop = new Float32Array(nz * ny * nx);
  cropFov(patch, part, crop);
  return crop;
}

export const pastePart = (crop: Float32Array, part: Fov, patch: Float32Array): void =>
  pasteFov(crop, part, patch);
