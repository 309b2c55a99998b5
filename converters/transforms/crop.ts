import { InvalidDataError } from '../../datasets/errors.ts';
import { type Box, boxContains, formatBox } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';

/**
 * A part of a volume, in the volume's own coordinates.
 * @param box inside the volume, in voxels.
 * @throws InvalidDataError where the box reaches outside.
 */
export function cropVolume(volume: Volume, box: Box): Volume {
  if (!boxContains(volume.bounds, box) || box.begin.some((b, i) => b >= (box.end[i] ?? b))) {
    throw new InvalidDataError({
      subject: '--box',
      expected: `a non-empty part of the volume ${formatBox(volume.bounds)}`,
      got: formatBox(box),
    });
  }
  return { ...volume, bounds: box, read: (part, options) => volume.read(part, options) };
}
