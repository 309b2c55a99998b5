import { InvalidDataError } from '../../datasets/errors.ts';
import { type Box, boxSize, toXyz, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { NetworkInfo } from '../backends/index.ts';
import type { Tiling } from './tiles.ts';

/**
 * What neighbours share where nobody says otherwise, in voxels (xyz): a field of view less 1, and two of its steps.
 * The centre of a field of view stays half of one away from every face of a subvolume. So this leaves two steps in which both
 * neighbours put centres, and where the overlap is cut in its middle, either still has a step before it stops.
 * 48 for a field of view of 33 with steps of 8.
 */
export function defaultOverlap(info: NetworkInfo): Xyz {
  return overlapOf(info, 2);
}

/**
 * Tells which axes share too little for objects to be joined: less than a field of view less 1 and one step, so that a process
 * may pass between the last centres of one neighbour and the first of the other. Axes that are not cut do not count.
 * @returns what is wrong, in words; undefined where the overlap suffices.
 */
export function findOverlapDoubt(
  bounds: Box,
  { size, overlap }: Tiling,
  info: NetworkInfo,
): string | undefined {
  const least = overlapOf(info, 1);
  const total = boxSize(bounds);
  const isShort = ([0, 1, 2] as const).some(
    (axis) => size[axis] < total[axis] && overlap[axis] < least[axis],
  );
  if (!isShort) return undefined;
  return `${overlap.join(',')}, and neighbours need ${least.join(',')} to see the same objects`;
}

/** @throws InvalidDataError where neighbours share too little to be joined. */
export function assertOverlap(bounds: Box, tiling: Tiling, info: NetworkInfo): void {
  if (!findOverlapDoubt(bounds, tiling, info)) return;
  const least = overlapOf(info, 1);
  throw new InvalidDataError({
    subject: 'overlap of subvolumes',
    expected: `at least ${least.join(',')}: the network's field of view less 1, and a step`,
    got: tiling.overlap.join(','),
    cure: `Let them share ${defaultOverlap(info).join(',')}, the default; --force goes on, and objects may be split at their borders`,
  });
}

function overlapOf({ fovSize, deltas }: NetworkInfo, steps: number): Xyz {
  const fov = toXyz(fovSize);
  const delta = toXyz(deltas);
  const along = (axis: 0 | 1 | 2): number => fov[axis] - 1 + steps * delta[axis];
  return xyz(along(0), along(1), along(2));
}
