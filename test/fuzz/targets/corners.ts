import { type Box, boxOf, mapXyz } from '../../../datasets/geometry/index.ts';
import type { Volume } from '../../../datasets/volume.ts';

/** The first and the last voxels: what a header lies about lies between. */
export async function readCorners(volume: Volume): Promise<void> {
  const { begin, end } = volume.bounds;
  const size = mapXyz((from, i) => Math.min(3, end[i] - from), begin);
  const last: Box = boxOf(
    mapXyz((n, i) => n - size[i], end),
    size,
  );
  await volume.read(boxOf(begin, size));
  await volume.read(last);
}
