/** Where a canvas lies in its volume. The original's other alignments are not public; this is its identity. */
import { type Box, intersectBoxes, volumeOf, type Zyx } from '../../datasets/geometry/index.ts';
import type { Samples } from '../../datasets/volume.ts';

/** A dense array [z, y, x] and the voxel it begins at, zyx. */
export interface PlacedArray<T extends Samples> {
  readonly corner: Zyx;
  readonly size: Zyx;
  readonly data: T;
}

/**
 * Cuts an array to another box.
 * @param fill what voxels outside `source` are.
 * @returns `source.data` itself where the boxes are equal, else a new array of `size`.
 */
export function alignAndCrop<T extends Samples>(
  source: PlacedArray<T>,
  corner: Zyx,
  size: Zyx,
  fill: T[number],
): T {
  const isSame = (a: Zyx, b: Zyx): boolean => a.every((v, axis) => v === b[axis]);
  if (isSame(source.corner, corner) && isSame(source.size, size)) return source.data;
  const target = source.data.slice(0, 0).constructor as new (length: number) => T;
  const cropped = new target(volumeOf(size));
  if (fill) (cropped as Uint8Array).fill(fill as number);
  const common = intersectBoxes(placed(source.corner, source.size), placed(corner, size));
  if (!common) return cropped;
  const [nz, ny, nx] = common.end.map((v, axis) => v - common.begin[axis]);
  const from = rowsOf(source.corner, source.size, common);
  const to = rowsOf(corner, size, common);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const begin = from(z, y);
      (cropped as Uint8Array).set(source.data.subarray(begin, begin + nx) as Uint8Array, to(z, y));
    }
  }
  return cropped;
}

/** Axes keep their order here: boxes are compared with each other alone. */
const placed = (corner: Zyx, size: Zyx): Box => ({
  begin: [corner[0], corner[1], corner[2]],
  end: [corner[0] + size[0], corner[1] + size[1], corner[2] + size[2]],
});

/** @returns the flat index in the array of the common part's row (z, y). */
function rowsOf(corner: Zyx, size: Zyx, { begin }: Box): (z: number, y: number) => number {
  const [z0, y0, x0] = begin.map((v, axis) => v - corner[axis]);
  return (z, y) => ((z + z0) * size[1] + y + y0) * size[2] + x0;
}
