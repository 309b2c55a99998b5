import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { type Box, boxSize, formatBox, intersectBoxes, volumeOf } from '../../datasets/geometry/index.ts';
import type { Samples, Volume } from '../../datasets/volume.ts';

/**
 * Reads a box of an image, which may reach beyond it: outside, the raw value is 0, before any normalisation.
 * Of several channels the first is taken.
 * @param box voxels, x, y, z, in the volume's coordinates.
 * @returns [z, y, x] of the box, raw values.
 * @throws InvalidDataError where the box and the image share no voxel; UnsupportedError for uint64.
 */
export async function readRawImage(
  image: Volume,
  box: Box,
  signal?: AbortSignal,
): Promise<ArrayLike<number>> {
  const inside = intersectBoxes(box, image.bounds);
  if (!inside) {
    throw new InvalidDataError({
      subject: 'bounding box',
      expected: `voxels of the image, ${formatBox(image.bounds)}`,
      got: formatBox(box),
    });
  }
  const { data, size } = await image.read(inside, { signal });
  const raw = numbersOf(data.subarray(0, volumeOf(size)));
  const target = boxSize(box);
  if (target.every((n, axis) => n === size[axis])) return raw;
  const padded = new Float32Array(volumeOf(target));
  const [x0, y0, z0] = inside.begin.map((v, axis) => v - box.begin[axis]);
  for (let z = 0; z < size[2]; z++) {
    for (let y = 0; y < size[1]; y++) {
      const from = (z * size[1] + y) * size[0];
      const to = ((z + z0) * target[1] + y + y0) * target[0] + x0;
      for (let x = 0; x < size[0]; x++) padded[to + x] = raw[from + x];
    }
  }
  return padded;
}

function numbersOf(data: Samples): ArrayLike<number> {
  if (!(data instanceof BigUint64Array)) return data;
  throw new UnsupportedError({ subject: 'image', expected: 'grey values', got: 'uint64' });
}
