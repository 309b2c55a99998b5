import type { Zyx } from '../../../datasets/geometry/index.ts';
import { createRandomState } from './mt19937.ts';
import { type PeakOptions, peakLocalMax } from './peak-local-max.ts';
import type { SeedContext } from './policy.ts';

const NOISE_SEED = 42;
/** Far below the smallest difference of two distances: noise decides only between equal ones. */
const NOISE_AMPLITUDE = 1e-4;

/**
 * Peaks of `values` with noise that tells equal values apart, the same noise on every call.
 * @param values [z, y, x]. @returns flat indices by descending value.
 */
export function findPeaks(values: Float32Array, shape: Zyx, options: PeakOptions): number[] {
  const random = createRandomState(NOISE_SEED);
  const noisy = new Float64Array(values.length);
  for (let i = 0; i < noisy.length; i++) noisy[i] = values[i] + random.nextDouble() * NOISE_AMPLITUDE;
  return peakLocalMax(noisy, shape, options);
}

/** No seeds in segments or where a mask is. @param values changed in place. */
export function excludeVoxels(
  values: Float32Array,
  { segmentation, restrictor }: SeedContext,
  by: number,
): void {
  for (let i = 0; i < values.length; i++) if (segmentation[i] > 0) values[i] = by;
  for (const forbidden of [restrictor.mask, restrictor.seedMask]) {
    if (forbidden) for (let i = 0; i < values.length; i++) if (forbidden[i] !== 0) values[i] = by;
  }
}

/** @returns [n, 3] zyx, in the order of `indices`. */
export function toCoordinates(indices: ArrayLike<number>, [, ny, nx]: Zyx): Int32Array {
  const coords = new Int32Array(3 * indices.length);
  for (let i = 0; i < indices.length; i++) {
    const row = Math.floor(indices[i] / nx);
    coords[3 * i] = Math.floor(row / ny);
    coords[3 * i + 1] = row % ny;
    coords[3 * i + 2] = indices[i] % nx;
  }
  return coords;
}

export const ascending = (indices: readonly number[]): number[] => [...indices].sort((a, b) => a - b);
