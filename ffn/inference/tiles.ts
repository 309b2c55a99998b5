import { InvalidDataError } from '../../datasets/errors.ts';
import { type Box, boxOf, boxSize, type Xyz, xyz } from '../../datasets/geometry/index.ts';

export interface Tiling {
  /** Voxels of a subvolume; cut to the volume where that is smaller. */
  readonly size: Xyz;
  /** Voxels that neighbours share, at least. */
  readonly overlap: Xyz;
}

/**
 * Covers a box with subvolumes of one size. The last of a row is moved back so that it ends with the box: all have room for
 * the field of view, and its overlap is larger.
 * @returns in order of z, y, x.
 * @throws InvalidDataError where the overlap is not below the size.
 */
export function tileBoxes(bounds: Box, { size, overlap }: Tiling): Box[] {
  const valid = size.every((n, axis) => {
    const shared = overlap[axis as 0 | 1 | 2];
    return Number.isInteger(n) && Number.isInteger(shared) && n > 0 && shared >= 0 && shared < n;
  });
  if (!valid) {
    throw new InvalidDataError({
      subject: 'subvolumes',
      expected: 'a positive size and an overlap below it',
      got: `size ${size.join(',')}, overlap ${overlap.join(',')}`,
      cure: 'Make the subvolumes larger',
    });
  }
  const total = boxSize(bounds);
  const starts = ([0, 1, 2] as const).map((axis) =>
    startsAlong(total[axis], Math.min(size[axis], total[axis]), overlap[axis]),
  );
  const [xs, ys, zs] = starts as [number[], number[], number[]];
  const extent = xyz(Math.min(size[0], total[0]), Math.min(size[1], total[1]), Math.min(size[2], total[2]));
  const [x0, y0, z0] = bounds.begin;
  return zs.flatMap((z) => ys.flatMap((y) => xs.map((x) => boxOf(xyz(x0 + x, y0 + y, z0 + z), extent))));
}

function startsAlong(length: number, size: number, overlap: number): number[] {
  const starts: number[] = [];
  for (let start = 0; start + size < length; start += size - overlap) starts.push(start);
  return [...starts, length - size];
}
