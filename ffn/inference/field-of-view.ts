/** Copies between a volume and a field of view of it: flat arrays, x fastest, no allocation. */
import type { Zyx } from '../../datasets/geometry/index.ts';

/** Where a field of view lies in a volume. */
export interface Fov {
  /** Voxels of the volume. */
  readonly shape: Zyx;
  /** First voxel of the field of view; all of it lies inside. */
  readonly start: Zyx;
  /** Voxels of the field of view. */
  readonly size: Zyx;
}

export const flatIndex = ([, ny, nx]: Zyx, [z, y, x]: Zyx): number => (z * ny + y) * nx + x;

/** The field of view of `size` (odd) around a voxel. */
export function fovAround(pos: Zyx, size: Zyx, shape: Zyx): Fov {
  const start: Zyx = [pos[0] - (size[0] >> 1), pos[1] - (size[1] >> 1), pos[2] - (size[2] >> 1)];
  return { shape, start, size };
}

/**
 * Calls `visit` for every row (along x) of the field of view.
 * @param visit gets the flat index of the row's first voxel in the volume and in the field of view.
 */
export function forEachRow(
  { shape, start, size }: Fov,
  visit: (inVolume: number, inFov: number) => void,
): void {
  let inFov = 0;
  for (let z = 0; z < size[0]; z++) {
    for (let y = 0; y < size[1]; y++, inFov += size[2]) {
      visit(flatIndex(shape, [start[0] + z, start[1] + y, start[2]]), inFov);
    }
  }
}

/** Copies the field of view out of a volume. */
export function cropFov(volume: Float32Array, fov: Fov, crop: Float32Array): void {
  const width = fov.size[2];
  forEachRow(fov, (inVolume, inFov) => {
    for (let x = 0; x < width; x++) crop[inFov + x] = volume[inVolume + x];
  });
}

/** Writes a field of view back into its volume. */
export function pasteFov(crop: Float32Array, fov: Fov, volume: Float32Array): void {
  const width = fov.size[2];
  forEachRow(fov, (inVolume, inFov) => {
    for (let x = 0; x < width; x++) volume[inVolume + x] = crop[inFov + x];
  });
}
