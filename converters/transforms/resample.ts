import { UnsupportedError, UsageError } from '../../datasets/errors.ts';
import { type Box, boxSize, type Xyz } from '../../datasets/geometry/index.ts';
import { assertInside, createBlock } from '../../datasets/memory-volume.ts';
import { bytesPerSample, type Samples, type Volume, type VoxelBlock } from '../../datasets/volume.ts';
import { type AxisTaps, outputRange, type ResampleMode, tapsAlong } from './resample-taps.ts';

export interface Resampling {
  /** Voxel size of the result, nm. */
  readonly voxelSizeNm: Xyz;
  readonly mode: ResampleMode;
}

/**
 * The volume in voxels of another size. Both lattices begin at 0 nm: output voxel k covers [k, k + 1) times its size, and
 * the result has every voxel that shares space with the volume.
 *
 * `average`, axis by axis: larger voxels are the mean of what they cover, weighted by how much of it (of the volume alone
 * at its faces); smaller ones are interpolated linearly between the centres of voxels. Sums are doubles; integers are
 * rounded to the nearest, halves (to a millionth) to the even one. `nearest`: the voxel that holds the centre.
 * Any box reads as the same part of the whole. Memory: the box, twelve bytes a voxel, and a slab of the source.
 * @throws UsageError where the volume does not say its voxel size; UnsupportedError for the mean of uint64.
 */
export function resampleVolume(volume: Volume, { voxelSizeNm, mode }: Resampling): Volume {
  const { voxelSizeNm: fromNm, bounds: source } = volume;
  if (!fromNm) throw unknownVoxelSize();
  if (mode === 'average' && volume.dataType === 'uint64') throw notAnImage();
  if (fromNm.every((nm, axis) => nm === voxelSizeNm[axis])) return volume;
  const specOf = (axis: 0 | 1 | 2) => ({
    fromNm: fromNm[axis],
    toNm: voxelSizeNm[axis],
    begin: source.begin[axis],
    end: source.end[axis],
  });
  const ranges = [outputRange(specOf(0)), outputRange(specOf(1)), outputRange(specOf(2))] as const;
  const bounds: Box = {
    begin: [ranges[0][0], ranges[1][0], ranges[2][0]],
    end: [ranges[0][1], ranges[1][1], ranges[2][1]],
  };
  return {
    ...volume,
    bounds,
    voxelSizeNm,
    async read(box, options) {
      assertInside(bounds, box, 'read');
      const tapsOf = (axis: 0 | 1 | 2) => tapsAlong(specOf(axis), [box.begin[axis], box.end[axis]], mode);
      const taps = [tapsOf(0), tapsOf(1), tapsOf(2)] as const;
      const target = createBlock(volume.dataType, boxSize(box), volume.numChannels);
      if (target.data.length === 0) return target;
      await (mode === 'nearest' ? pick : average)(volume, taps, target, options?.signal);
      return target;
    },
  };
}

type Taps = readonly [x: AxisTaps, y: AxisTaps, z: AxisTaps];

/** Bytes of the source that are held at once. */
const SLAB_BYTES = 2 ** 25;

/** Source planes that taps need, read in slabs, by z. */
async function* readPlanes(
  volume: Volume,
  [x, y, z]: Taps,
  signal?: AbortSignal,
): AsyncGenerator<{ readonly z: number; readonly slab: VoxelBlock; readonly offset: number }> {
  const area = (x.end - x.begin) * (y.end - y.begin);
  const planeBytes = area * volume.numChannels * bytesPerSample(volume.dataType);
  const depth = Math.max(1, Math.floor(SLAB_BYTES / planeBytes));
  for (let begin = z.begin; begin < z.end; begin += depth) {
    const end = Math.min(begin + depth, z.end);
    const box: Box = { begin: [x.begin, y.begin, begin], end: [x.end, y.end, end] };
    const slab = await volume.read(box, { signal });
    for (let at = begin; at < end; at++) yield { z: at, slab, offset: (at - begin) * area };
  }
}

async function pick(volume: Volume, taps: Taps, target: VoxelBlock, signal?: AbortSignal): Promise<void> {
  const [x, y, z] = taps;
  const [nx, ny, nz] = target.size;
  const width = x.end - x.begin;
  const out = target.data as Uint8Array;
  for await (const plane of readPlanes(volume, taps, signal)) {
    const { data, size } = plane.slab;
    for (let c = 0; c < target.numChannels; c++) {
      const from = plane.offset + c * size[0] * size[1] * size[2];
      for (let k = 0; k < nz; k++) {
        if (z.starts[k] !== plane.z) continue;
        for (let j = 0; j < ny; j++) {
          const row = from + (y.starts[j]! - y.begin) * width - x.begin;
          const to = nx * (j + ny * (k + nz * c));
          // The types of both agree; TypeScript cannot follow that through a union.
          for (let i = 0; i < nx; i++) out[to + i] = (data as Uint8Array)[row + x.starts[i]!]!;
        }
      }
    }
  }
}

async function average(volume: Volume, taps: Taps, target: VoxelBlock, signal?: AbortSignal): Promise<void> {
  const [, , z] = taps;
  const [nx, ny, nz] = target.size;
  const sums = new Float64Array(target.data.length);
  const plane = new Float64Array(nx * ny);
  for await (const { z: at, slab, offset } of readPlanes(volume, taps, signal)) {
    for (let c = 0; c < target.numChannels; c++) {
      const from = offset + c * slab.size[0] * slab.size[1] * slab.size[2];
      averagePlane(slab.data, from, taps, plane);
      for (let k = 0; k < nz; k++) {
        const weight = z.weights[k]![at - z.starts[k]!];
        if (weight === undefined) continue;
        const to = nx * ny * (k + nz * c);
        for (let i = 0; i < plane.length; i++) sums[to + i]! += plane[i]! * weight;
      }
    }
  }
  divide(sums, taps, target);
}

/** Sums along x, then along y. @param plane [y, x], overwritten. */
function averagePlane(source: Samples, from: number, [x, y]: Taps, plane: Float64Array): void {
  const nx = x.starts.length;
  const width = x.end - x.begin;
  const rows = new Float64Array((y.end - y.begin) * nx);
  for (let row = 0; row < y.end - y.begin; row++) {
    const first = from + row * width - x.begin;
    for (let i = 0; i < nx; i++) {
      const weights = x.weights[i]!;
      const start = first + x.starts[i]!;
      let sum = 0;
      for (let t = 0; t < weights.length; t++) sum += (source[start + t] as number) * weights[t]!;
      rows[row * nx + i] = sum;
    }
  }
  plane.fill(0);
  for (let j = 0; j < y.starts.length; j++) {
    const weights = y.weights[j]!;
    for (let t = 0; t < weights.length; t++) {
      const row = (y.starts[j]! - y.begin + t) * nx;
      for (let i = 0; i < nx; i++) plane[j * nx + i]! += rows[row + i]! * weights[t]!;
    }
  }
}

/** One division at the end keeps sums of integers exact where whole voxels are averaged. */
function divide(
  sums: Float64Array,
  [x, y, z]: Taps,
  { data, size, dataType, numChannels }: VoxelBlock,
): void {
  const [nx, ny, nz] = size;
  const out = data as Float32Array;
  const isFloat = dataType === 'float32';
  let at = 0;
  for (let row = 0; row < ny * nz * numChannels; row++) {
    const total = y.totals[row % ny]! * z.totals[Math.floor(row / ny) % nz]!;
    for (let i = 0; i < nx; i++, at++) {
      const mean = sums[at]! / (total * x.totals[i]!);
      out[at] = isFloat ? mean : roundHalfToEven(mean);
    }
  }
}

/** Weights such as 1/3 are no doubles: a mean this near a half is one. */
const HALF_TOLERANCE = 1e-6;

function roundHalfToEven(value: number): number {
  const below = Math.floor(value);
  const isHalf = Math.abs(value - below - 0.5) < HALF_TOLERANCE;
  if (isHalf) return below % 2 === 0 ? below : below + 1;
  return Math.round(value);
}

const unknownVoxelSize = (): UsageError =>
  new UsageError({
    subject: '--resample',
    expected: 'an input that says its voxel size',
    got: 'one that does not',
    cure: 'Give it in nanometres: --resolution x,y,z',
  });

const notAnImage = (): UnsupportedError =>
  new UnsupportedError({
    subject: '--resample',
    expected: 'an image, or labels with --type segmentation',
    got: 'uint64 as an image',
  });
