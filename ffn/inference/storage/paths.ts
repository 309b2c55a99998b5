import { InvalidDataError } from '../../../datasets/errors.ts';
import { type Zyx, zyx } from '../../../datasets/geometry/index.ts';

/** What a subvolume's files are called; `align` is the aligned image. */
export type SubvolumeSuffix = 'npz' | 'prob' | 'cpoint' | 'align';

/**
 * @param corner first voxel of the subvolume, zyx; the name has it in x, y, z.
 * @returns key in the output directory: `<x>/<y>/seg-<x>_<y>_<z>.<suffix>`.
 */
export const subvolumePath = (corner: Zyx, suffix: SubvolumeSuffix): string =>
  `${corner[2]}/${corner[1]}/${legacySubvolumePath(corner, suffix)}`;

/** The key that early versions wrote: all subvolumes in one directory. */
export const legacySubvolumePath = ([z, y, x]: Zyx, suffix: SubvolumeSuffix): string =>
  `seg-${x}_${y}_${z}.${suffix}`;

/**
 * @param path of a segmentation, new or legacy.
 * @returns its corner, zyx.
 * @throws InvalidDataError where the name holds no corner. A box that begins before the volume has negative numbers.
 */
export function cornerFromPath(path: string): Zyx {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const match = /(?:^|seg-)(-?\d+)_(-?\d+)_(-?\d+)\.npz$/.exec(name);
  if (match) return zyx(Number(match[3]), Number(match[2]), Number(match[1]));
  throw new InvalidDataError({
    subject: 'subvolume path',
    expected: 'a name seg-<x>_<y>_<z>.npz',
    got: path,
  });
}
