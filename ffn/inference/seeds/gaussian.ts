/**
 * Separable Gaussian filter with SciPy's rounding: every 1D pass sums in double, from the farthest pair of voxels
 * inwards, and stores float32; beyond a face the voxels are mirrored, the one at the face repeated.
 */
import type { Zyx } from '../../../datasets/geometry/index.ts';

/** SciPy's default: the kernel ends four standard deviations out. */
const TRUNCATE_SIGMAS = 4;

/** Outputs computed together: independent sums keep the floating-point units busy, and they share their loads. */
const TOGETHER = 4;

/**
 * Filters in place, along z, then y, then x; not along an axis of one voxel: a section is filtered in its plane.
 * @param data [z, y, x] float32.
 * @param sigma standard deviation in voxels, > 0.
 */
export function gaussianFilter(data: Float32Array, shape: Zyx, sigma: number): void {
  const weights = gaussianWeights(sigma);
  const [, ny, nx] = shape;
  const strides = [ny * nx, nx, 1];
  for (const axis of [0, 1, 2] as const) {
    if (shape[axis] > 1) filterAlong(data, shape[axis], strides[axis], weights);
  }
}

/** @returns weights for distances 0, 1, …, `int(4 sigma + 0.5)`; the whole, symmetric kernel sums to 1. */
export function gaussianWeights(sigma: number): Float64Array {
  const radius = Math.floor(TRUNCATE_SIGMAS * sigma + 0.5);
  const weights = new Float64Array(radius + 1);
  let sum = 0;
  for (let d = -radius; d <= radius; d++) {
    const weight = Math.exp((-0.5 / (sigma * sigma)) * d * d);
    weights[Math.abs(d)] = weight;
    sum += weight;
  }
  return weights.map((w) => w / sum);
}

function filterAlong(data: Float32Array, length: number, stride: number, weights: Float64Array): void {
  const radius = weights.length - 1;
  const lines = data.length / length;
  const source = mirroredIndices(length, radius);
  // Room for whole groups of outputs; what lies beyond the line is computed and not stored.
  const buffer = new Float64Array(source.length + TOGETHER);
  const sums = new Float64Array(length + TOGETHER);
  for (let line = 0; line < lines; line++) {
    const start = lineStart(line, length, stride);
    for (let i = 0; i < source.length; i++) buffer[i] = data[start + source[i] * stride];
    filterLine(buffer, sums, length, weights);
    for (let i = 0, at = start; i < length; i++, at += stride) data[at] = sums[i];
  }
}

/**
 * Four neighbouring outputs at once: from one distance to the next each pair of voxels moves over by one output, so
 * that a distance costs two loads instead of eight.
 */
function filterLine(buffer: Float64Array, sums: Float64Array, length: number, weights: Float64Array): void {
  const radius = weights.length - 1;
  for (let i = 0; i < length; i += TOGETHER) {
    const centre = i + radius;
    let weight = weights[0];
    let a = buffer[centre] * weight;
    let b = buffer[centre + 1] * weight;
    let c = buffer[centre + 2] * weight;
    let d = buffer[centre + 3] * weight;
    let left = i;
    let right = centre + radius + 3;
    let l0 = buffer[left];
    let l1 = buffer[left + 1];
    let l2 = buffer[left + 2];
    let r1 = buffer[right - 2];
    let r2 = buffer[right - 1];
    let r3 = buffer[right];
    left += 3;
    right -= 3;
    for (let r = radius; r > 0; r--, left++, right--) {
      const l3 = buffer[left];
      const r0 = buffer[right];
      weight = weights[r];
      a += (l0 + r0) * weight;
      b += (l1 + r1) * weight;
      c += (l2 + r2) * weight;
      d += (l3 + r3) * weight;
      l0 = l1;
      l1 = l2;
      l2 = l3;
      r3 = r2;
      r2 = r1;
      r1 = r0;
    }
    sums[i] = a;
    sums[i + 1] = b;
    sums[i + 2] = c;
    sums[i + 3] = d;
  }
}

/** Index of the first voxel of a line along an axis; lines are numbered in memory order. */
function lineStart(line: number, length: number, stride: number): number {
  const inner = line % stride;
  return (line - inner) * length + inner;
}

/** For positions -radius … length + radius - 1: which voxel stands there, `d c b a | a b c d | d c b a`. */
function mirroredIndices(length: number, radius: number): Int32Array {
  const period = 2 * length;
  return Int32Array.from({ length: length + 2 * radius }, (_, i) => {
    const wrapped = (((i - radius) % period) + period) % period;
    return wrapped < length ? wrapped : period - 1 - wrapped;
  });
}
