import { toXyz } from '../../../datasets/geometry/index.ts';
import { distanceTransform } from '../../../datasets/voxels/index.ts';
import { ascending, findPeaks, toCoordinates } from './find-peaks.ts';
import type { SeedContext } from './policy.ts';

/**
 * PolicyFillEmptySpace: where the distance to everything marked, segments and seeds that came to nothing, has a local
 * maximum. Nothing is found where nothing is marked.
 * @returns [n, 3] zyx, ascending.
 */
export function policyFillEmptySpace({ segmentation, shape }: SeedContext): Int32Array {
  const marked = Uint8Array.from(segmentation, (id) => (id === 0 ? 0 : 1));
  if (!marked.includes(1)) return new Int32Array(0);
  const distances = distanceTransform(marked, toXyz(shape));
  const peaks = findPeaks(distances, shape, { minDistance: 2, thresholdAbs: 0.5, thresholdRel: 0 });
  return toCoordinates(ascending(peaks), shape);
}
