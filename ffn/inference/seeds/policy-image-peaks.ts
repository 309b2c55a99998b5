/** Seed policies that look for bright spots of the image itself. Source: spec/ffn.md 2.10. */
import { volumeOf, type Zyx } from '../../../datasets/geometry/index.ts';
import { integerArg, numberArg, thresholdArg } from './args.ts';
import { ascending, excludeVoxels, findPeaks, toCoordinates } from './find-peaks.ts';
import { type PeakOptions, peakLocalMax } from './peak-local-max.ts';
import type { SeedContext, SeedPolicyArgs } from './policy.ts';

/**
 * PolicyMaxPeaks: local maxima of the image, excluded voxels 0. Its thresholds (0 unless set, `null` for none) drop
 * every maximum below the mean of an image that was normalised to mean 0.
 * @returns [n, 3] zyx, ascending.
 */
export function policyMaxPeaks(context: SeedContext, args: SeedPolicyArgs): Int32Array {
  const values = context.image.slice();
  excludeVoxels(values, context, 0);
  const peaks = findPeaks(values, context.shape, {
    minDistance: integerArg(args, 'min_distance', 3),
    thresholdAbs: thresholdArg(args, 'threshold_abs', 0),
    thresholdRel: thresholdArg(args, 'threshold_rel', 0),
  });
  return toCoordinates(ascending(peaks), context.shape);
}

/**
 * PolicyImagePeaks3D2D: local maxima in space by descending value, then those of each section; a negative distance
 * leaves a part out.
 * @returns [n, 3] zyx.
 */
export function policyImagePeaks3d2d({ image, shape }: SeedContext, args: SeedPolicyArgs): Int32Array {
  const distance3d = integerArg(args, 'min_distance_3d', 4, Number.NEGATIVE_INFINITY);
  const distance2d = integerArg(args, 'min_distance_2d', 2, Number.NEGATIVE_INFINITY);
  const found: number[] = [];
  if (distance3d >= 0) found.push(...peakLocalMax(image, shape, { minDistance: distance3d }));
  if (distance2d >= 0) found.push(...peaksOfSections(image, shape, { minDistance: distance2d }));
  return toCoordinates(found, shape);
}

/**
 * PolicyImagePeaks2DDisk: local maxima of each section within a disk, by descending value.
 * @returns [n, 3] zyx.
 */
export function policyImagePeaks2dDisk({ image, shape }: SeedContext, args: SeedPolicyArgs): Int32Array {
  const peaks = peaksOfSections(image, shape, {
    minDistance: integerArg(args, 'min_distance_2d', 3),
    thresholdRel: numberArg(args, 'threshold_rel', 0.5),
    diskRadius: integerArg(args, 'disk_radius', 1),
  });
  return toCoordinates(peaks, shape);
}

/** @returns flat indices of the volume, section by section. */
function peaksOfSections(image: Float32Array, [, ny, nx]: Zyx, options: PeakOptions): number[] {
  const section: Zyx = [1, ny, nx];
  const area = volumeOf(section);
  const found: number[] = [];
  for (let begin = 0; begin < image.length; begin += area) {
    const values = image.subarray(begin, begin + area);
    for (const index of peakLocalMax(values, section, options)) found.push(begin + index);
  }
  return found;
}
