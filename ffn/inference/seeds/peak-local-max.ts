/**
 * Local maxima as scikit-image's `peak_local_max` (0.18 and later) gives them, with `exclude_border=True`.
 * A voxel is compared with its neighbours, nearest first, until one is greater. That is six comparisons a voxel on
 * noise and needs no second volume; a sliding-window maximum needs three passes and one more float64 volume.
 */
import { type Zyx, zyx } from '../../../datasets/geometry/index.ts';
import { dropCrowded } from './spacing.ts';

export interface PeakOptions {
  /** Half the side of the cube a peak is the maximum of, and how far peaks stay from the faces; >= 0. */
  readonly minDistance: number;
  /** Peaks are greater than this; default: the image's minimum. */
  readonly thresholdAbs?: number;
  /** Peaks are also greater than this times the image's maximum. */
  readonly thresholdRel?: number;
  /** In a section: a disk instead of a square, which also measures how close peaks lie. */
  readonly diskRadius?: number;
}

type Image = Float32Array | Float64Array;

/**
 * @param image [z, y, x]; no NaN. One of a single section is a picture: its faces along z are no border.
 * @returns flat indices into `image`, in order of descending value, equal values in raster order. Of peaks closer
 *   than `minDistance` (greatest difference of a coordinate; with a disk, Euclidean) only the first stays.
 */
export function peakLocalMax(image: Image, shape: Zyx, options: PeakOptions): number[] {
  const { min, max } = extremes(image);
  // Every voxel of a constant image is its own maximum; that is no peak.
  if (!(min < max)) return [];
  const { minDistance, thresholdAbs = min, thresholdRel, diskRadius } = options;
  const threshold = thresholdRel === undefined ? thresholdAbs : Math.max(thresholdAbs, thresholdRel * max);
  const neighbours = diskRadius === undefined ? cube(shape, minDistance) : disk(diskRadius);
  const peaks = findCandidates({ image, shape, border: minDistance, threshold, neighbours });
  peaks.sort((a, b) => image[b] - image[a] || a - b);
  return dropCrowded(peaks, shape, minDistance, diskRadius === undefined ? 'greatest' : 'euclidean');
}

interface Search {
  readonly image: Image;
  readonly shape: Zyx;
  /** Voxels next to a face that are no peaks. */
  readonly border: number;
  readonly threshold: number;
  /** Nearest first: those settle most voxels. */
  readonly neighbours: readonly Zyx[];
}

function findCandidates({ image, shape, border, threshold, neighbours }: Search): number[] {
  const [nz, ny, nx] = shape;
  const borderZ = nz > 1 ? border : 0;
  const reach = neighbours.reduce((most, [, dy]) => Math.max(most, dy), 0);
  const offsets = Int32Array.from(neighbours, ([dz, dy, dx]) => (dz * ny + dy) * nx + dx);
  const found: number[] = [];
  for (let z = borderZ; z < nz - borderZ; z++) {
    for (let y = border; y < ny - border; y++) {
      const row = (z * ny + y) * nx;
      for (let i = row + border; i < row + nx - border; i++) {
        const value = image[i];
        if (!(value > threshold)) continue;
        let k = 0;
        // A neighbourhood wider than the border reaches over faces, where the outermost voxels are repeated.
        if (reach > border)
          while (k < offsets.length && image[clamped(i, neighbours[k], shape)] <= value) k++;
        else while (k < offsets.length && image[i + offsets[k]] <= value) k++;
        if (k === offsets.length) found.push(i);
      }
    }
  }
  return found;
}

/** The voxel at an offset in the plane, or the nearest one inside. */
function clamped(index: number, [, dy, dx]: Zyx, [, ny, nx]: Zyx): number {
  const x = index % nx;
  const y = ((index - x) / nx) % ny;
  const inside = (v: number, n: number): number => Math.min(Math.max(v, 0), n - 1);
  return index + (inside(y + dy, ny) - y) * nx + inside(x + dx, nx) - x;
}

/** A cube of side 2r + 1 without its centre; in a section, a square. */
function cube([nz]: Zyx, radius: number): Zyx[] {
  return offsetsWithin(nz > 1 ? radius : 0, radius);
}

const disk = (radius: number): Zyx[] =>
  offsetsWithin(0, radius).filter(([, y, x]) => y * y + x * x <= radius * radius);

function offsetsWithin(radiusZ: number, radius: number): Zyx[] {
  const offsets: Zyx[] = [];
  for (let z = -radiusZ; z <= radiusZ; z++) {
    for (let y = -radius; y <= radius; y++) {
      for (let x = -radius; x <= radius; x++) if (z !== 0 || y !== 0 || x !== 0) offsets.push(zyx(z, y, x));
    }
  }
  const square = ([z, y, x]: Zyx): number => z * z + y * y + x * x;
  return offsets.sort((a, b) => square(a) - square(b));
}

function extremes(image: Image): { min: number; max: number } {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < image.length; i++) {
    const value = image[i];
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}
