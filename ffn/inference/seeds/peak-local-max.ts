/**
 * Local maxima as scikit-image's `peak_local_max` (0.18 and later) gives them, with `exclude_border=True`.
 * A voxel is compared with its neighbours, nearest first, until one is greater. That is six comparisons a voxel on
 * noise and needs no second volume; a sliding-window maximum needs three passes and one more float64 volume.
 */
import type { Zyx } from '../../../datasets/geometry/index.ts';
import { dropCrowded } from './spacing.ts';

export interface PeakOptions {
  /** Half the side of the cube a peak is the maximum of, and how far peaks stay from the faces; >= 1. */
  readonly minDistance: number;
  /** Peaks are greater than this; default: the image's minimum. */
  readonly thresholdAbs?: number;
  /** Peaks are greater than this times the image's maximum. */
  readonly thresholdRel?: number;
}

/**
 * @param image [z, y, x]; no NaN.
 * @returns flat indices into `image`, in order of descending value, equal values in raster order. Of peaks closer
 *   than `minDistance` (greatest difference of a coordinate) only the first stays.
 */
export function peakLocalMax(image: Float64Array, shape: Zyx, options: PeakOptions): number[] {
  const { min, max } = extremes(image);
  // Every voxel of a constant image is its own maximum; that is no peak.
  if (!(min < max)) return [];
  const threshold = Math.max(
    options.thresholdAbs ?? min,
    (options.thresholdRel ?? -Infinity) * max || -Infinity,
  );
  const peaks = findCandidates(image, shape, options.minDistance, threshold);
  peaks.sort((a, b) => image[b] - image[a] || a - b);
  return dropCrowded(peaks, shape, options.minDistance);
}

function findCandidates(image: Float64Array, shape: Zyx, margin: number, threshold: number): number[] {
  const [nz, ny, nx] = shape;
  const offsets = cubeOffsets(shape, margin);
  const found: number[] = [];
  for (let z = margin; z < nz - margin; z++) {
    for (let y = margin; y < ny - margin; y++) {
      const row = (z * ny + y) * nx;
      for (let i = row + margin; i < row + nx - margin; i++) {
        const value = image[i];
        if (!(value > threshold)) continue;
        let k = 0;
        while (k < offsets.length && image[i + offsets[k]] <= value) k++;
        if (k === offsets.length) found.push(i);
      }
    }
  }
  return found;
}

/** Flat offsets of a cube of side 2r + 1 without its centre, nearest first: those settle most voxels. */
function cubeOffsets([, ny, nx]: Zyx, radius: number): Int32Array {
  const cube: { square: number; offset: number }[] = [];
  for (let z = -radius; z <= radius; z++) {
    for (let y = -radius; y <= radius; y++) {
      for (let x = -radius; x <= radius; x++) {
        const square = z * z + y * y + x * x;
        if (square > 0) cube.push({ square, offset: (z * ny + y) * nx + x });
      }
    }
  }
  return Int32Array.from(
    cube.sort((a, b) => a.square - b.square),
    (c) => c.offset,
  );
}

function extremes(image: Float64Array): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < image.length; i++) {
    const value = image[i];
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}
