/**
 * PolicyPeaks: seeds where the distance to the nearest edge has a local maximum, that is, in the middle of things.
 * Reproduces the published list of seeds exactly; every rounding on the way matters. Source: spec/ffn.md 2.10.
 */
import { toXyz, type Zyx } from '../../../datasets/geometry/index.ts';
import { distanceTransform } from '../../../datasets/voxels/index.ts';
import { gaussianFilter } from './gaussian.ts';
import { gradientMagnitude } from './gradient-magnitude.ts';
import { createRandomState } from './mt19937.ts';
import { type PeakOptions, peakLocalMax } from './peak-local-max.ts';
import type { SeedContext } from './policy.ts';

/** The local mean that makes a gradient an edge: 49 voxels wide, with six standard deviations in it. */
const EDGE_SIGMA_VOXELS = 49 / 6;

const NOISE_SEED = 42;
/** Far below the smallest difference of two distances: noise decides only between equal ones. */
const NOISE_AMPLITUDE = 1e-4;

const PEAKS: PeakOptions = { minDistance: 3, thresholdAbs: 0, thresholdRel: 0 };

/**
 * Holds, at its peak, twelve bytes a voxel besides what the context holds.
 * @returns [n, 3] zyx, ascending.
 */
export function policyPeaks(context: SeedContext): Int32Array {
  const edges = findEdges(context);
  if (edges.every((e) => e !== 0)) return new Int32Array(0);
  const { shape, voxelSize } = context;
  const distances = distanceTransform(edges, toXyz(shape), toXyz(voxelSize));
  excludeVoxels(distances, context);
  return toCoordinates(
    findPeaks(distances, shape, PEAKS).sort((a, b) => a - b),
    shape,
  );
}

/** @returns [z, y, x] uint8, 1 where the gradient is above its local mean or a mask forbids seeds. */
function findEdges({ image, shape, restrictor: { mask, seedMask } }: SeedContext): Uint8Array {
  const gradient = gradientMagnitude(image, shape);
  const threshold = gradient.slice();
  gaussianFilter(threshold, shape, EDGE_SIGMA_VOXELS);
  const edges = new Uint8Array(image.length);
  for (let i = 0; i < edges.length; i++) edges[i] = gradient[i] > threshold[i] ? 1 : 0;
  for (const forbidden of [mask, seedMask]) {
    if (forbidden) for (let i = 0; i < edges.length; i++) if (forbidden[i] !== 0) edges[i] = 1;
  }
  return edges;
}

/** No seeds in segments, where a mask is, or where there is no edge at all to be distant from. */
function excludeVoxels(distances: Float32Array, { segmentation, restrictor }: SeedContext): void {
  const { mask, seedMask } = restrictor;
  for (let i = 0; i < distances.length; i++) {
    if (segmentation[i] > 0 || !Number.isFinite(distances[i])) distances[i] = -1;
  }
  for (const forbidden of [mask, seedMask]) {
    if (forbidden) for (let i = 0; i < distances.length; i++) if (forbidden[i] !== 0) distances[i] = -1;
  }
}

/** Peaks of `values` with noise that tells equal values apart. @returns flat indices by descending value. */
function findPeaks(values: Float32Array, shape: Zyx, options: PeakOptions): number[] {
  const random = createRandomState(NOISE_SEED);
  const noisy = new Float64Array(values.length);
  for (let i = 0; i < noisy.length; i++) noisy[i] = values[i] + random.nextDouble() * NOISE_AMPLITUDE;
  return peakLocalMax(noisy, shape, options);
}

function toCoordinates(indices: readonly number[], [, ny, nx]: Zyx): Int32Array {
  const coords = new Int32Array(3 * indices.length);
  indices.forEach((index, i) => {
    const row = Math.floor(index / nx);
    coords[3 * i] = Math.floor(row / ny);
    coords[3 * i + 1] = row % ny;
    coords[3 * i + 2] = index % nx;
  });
  return coords;
}
