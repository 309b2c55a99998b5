import { InvalidDataError } from '../../datasets/errors.ts';
import { type Box, boxSize, formatBox, intersectBoxes, volumeOf } from '../../datasets/geometry/index.ts';
import type { Samples, Volume } from '../../datasets/volume.ts';

/**
 * Reads a box of an image, which may reach beyond it: outside, the raw value is 0, before any normalisation.
 * Of several channels the first is taken.
 * @param box voxels, x, y, z, in the volume's coordinates.
 * @returns [z, y, x] of the box, raw values.
 * @throws InvalidDataError where the box and the image share no voxel.
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
  // The network sees float32: what a double rounds of grey values above 2^53 is lost anyway.
  return data instanceof BigUint64Array ? Float64Array.from(data, Number) : data;
}

/**
 * One NaN in a field of view makes all of its logits NaN, and nothing would say so.
 * @param raw values of the box, x fastest.
 * @throws InvalidDataError naming the first voxel that is NaN or infinite, in the volume's coordinates.
 */
export function assertFinite(raw: ArrayLike<number | bigint>, { begin, end }: Box): void {
  if (!(raw instanceof Float32Array)) return;
  const index = raw.findIndex((v) => !Number.isFinite(v));
  if (index < 0) return;
  const [nx, ny] = [end[0] - begin[0], end[1] - begin[1]];
  const row = Math.floor(index / nx);
  const at = [begin[0] + (index % nx), begin[1] + (row % ny), begin[2] + Math.floor(row / ny)];
  throw new InvalidDataError({
    subject: 'image',
    expected: 'finite grey values',
    got: `${raw[index]} at voxel ${at.join(',')}`,
    cure: 'Replace such voxels by the mean first, or choose another box',
  });
}
