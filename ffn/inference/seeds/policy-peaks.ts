/**
 * PolicyPeaks: seeds where the distance to the nearest edge has a local maximum, that is, in the middle of things.
 * Reproduces the published list of seeds exactly; every rounding on the way matters. Source: spec/ffn.md 2.10.
 */
import { toXyz, volumeOf, type Zyx } from '../../../datasets/geometry/index.ts';
import { distanceTransform } from '../../../datasets/voxels/index.ts';
import { numberArg, textArg } from './args.ts';
import { ascending, excludeVoxels, findPeaks, toCoordinates } from './find-peaks.ts';
import { gaussianFilter } from './gaussian.ts';
import { gradientMagnitude } from './gradient-magnitude.ts';
import type { PeakOptions } from './peak-local-max.ts';
import type { SeedContext, SeedPolicyArgs } from './policy.ts';

/** The local mean that makes a gradient an edge: 49 voxels wide, with six standard deviations in it. */
const EDGE_SIGMA_VOXELS = 49 / 6;

const PEAKS: PeakOptions = { minDistance: 3, thresholdAbs: 0, thresholdRel: 0 };

/**
 * Holds, at its peak, twelve bytes a voxel besides what the context holds.
 * @returns [n, 3] zyx, ascending.
 */
export function policyPeaks(context: SeedContext): Int32Array {
  const { image, shape, voxelSize, restrictor } = context;
  const edges = findEdges(image, shape, [restrictor.mask, restrictor.seedMask]);
  if (isFull(edges)) return new Int32Array(0);
  const distances = distanceTransform(edges, toXyz(shape), toXyz(voxelSize));
  excludeVoxels(distances, context, -1);
  excludeInfinite(distances);
  return toCoordinates(ascending(findPeaks(distances, shape, PEAKS)), shape);
}

/**
 * PolicyPeaks2d: the same for every section by itself, voxels taken for square. `sort_cmp` that begins with "de"
 * reverses the list. Segments and the seed mask do not count here, as in the original.
 * @returns [n, 3] zyx, ascending.
 */
export function policyPeaks2d(context: SeedContext, args: SeedPolicyArgs): Int32Array {
  const { image, shape, restrictor } = context;
  const options: PeakOptions = {
    minDistance: numberArg(args, 'min_distance', 7),
    thresholdAbs: numberArg(args, 'threshold_abs', 2.5),
    thresholdRel: 0,
  };
  const isDescending = textArg(args, 'sort_cmp', 'ascending').startsWith('de');
  const slice: Zyx = [1, shape[1], shape[2]];
  const area = volumeOf(slice);
  const found: number[] = [];
  for (let begin = 0; begin < image.length; begin += area) {
    const cut = <T extends Float32Array | Uint8Array>(data: T) => data.subarray(begin, begin + area) as T;
    const edges = findEdges(cut(image), slice, [restrictor.mask && cut(restrictor.mask)]);
    if (isFull(edges)) continue;
    const distances = distanceTransform(edges, toXyz(slice));
    excludeInfinite(distances);
    for (const index of ascending(findPeaks(distances, slice, options))) found.push(begin + index);
  }
  return toCoordinates(isDescending ? found.reverse() : found, shape);
}

/** @returns [z, y, x] uint8, 1 where the gradient is above its local mean or a mask forbids seeds. */
function findEdges(image: Float32Array, shape: Zyx, masks: readonly (Uint8Array | undefined)[]): Uint8Array {
  const gradient = gradientMagnitude(image, shape);
  const threshold = gradient.slice();
  gaussianFilter(threshold, shape, EDGE_SIGMA_VOXELS);
  const edges = new Uint8Array(image.length);
  for (let i = 0; i < edges.length; i++) edges[i] = gradient[i] > threshold[i] ? 1 : 0;
  for (const forbidden of masks) {
    if (forbidden) for (let i = 0; i < edges.length; i++) if (forbidden[i] !== 0) edges[i] = 1;
  }
  return edges;
}

const isFull = (edges: Uint8Array): boolean => !edges.includes(0);

/** Where there is no edge at all to be distant from. */
function excludeInfinite(distances: Float32Array): void {
  for (let i = 0; i < distances.length; i++) if (!Number.isFinite(distances[i])) distances[i] = -1;
}
