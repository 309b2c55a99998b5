/**
 * Sobel gradient magnitude, plane by plane: memory for seven planes besides the result, all of them in cache.
 * Rounding is that of SciPy's separable `sobel` on float32, which the published seeds were made with: each 1D pass
 * sums in double and stores float32, beyond a face the voxels are mirrored, the one at the face repeated.
 */
import type { Zyx } from '../../../datasets/geometry/index.ts';

type Plane = Float32Array;

/**
 * `sqrt(Sz^2 + Sy^2 + Sx^2)`; Sa is the derivative [-1, 0, 1] along axis a, then [1, 2, 1] along the others, in the
 * order z, y, x.
 * @param image [z, y, x] float32.
 * @returns [z, y, x] float32; squares, sums and root are float32.
 */
export function gradientMagnitude(image: Float32Array, shape: Zyx): Float32Array {
  const [nz, ny, nx] = shape;
  const area = ny * nx;
  const plane = (z: number): Plane => image.subarray(z * area, (z + 1) * area);
  const [work, alongZ, alongY, alongX] = planes(4, area);
  // Derivatives along y and x of the planes around z: a plane keeps its place until it is three planes behind.
  const ringY = planes(3, area);
  const ringX = planes(3, area);
  const derive = (z: number): void => {
    differenceOfRows(plane(z), ringY[z % 3], ny, nx);
    differenceInRows(plane(z), ringX[z % 3], nx);
  };
  const result = new Float32Array(image.length);
  derive(0);
  for (let z = 0; z < nz; z++) {
    const below = Math.max(z - 1, 0);
    const above = Math.min(z + 1, nz - 1);
    if (above > z) derive(above);

    difference(plane(below), plane(above), alongZ);
    smoothRows(alongZ, work, ny, nx);
    smoothInRows(work, alongZ, nx);

    smooth([ringY[below % 3], ringY[z % 3], ringY[above % 3]], work);
    smoothInRows(work, alongY, nx);

    smooth([ringX[below % 3], ringX[z % 3], ringX[above % 3]], work);
    smoothRows(work, alongX, ny, nx);

    magnitude([alongZ, alongY, alongX], result.subarray(z * area, (z + 1) * area));
  }
  return result;
}

const planes = (count: number, area: number): Plane[] =>
  Array.from({ length: count }, () => new Float32Array(area));

/** [-1, 0, 1] across three planes; the middle one has no weight. */
function difference(before: Plane, after: Plane, out: Plane): void {
  for (let i = 0; i < out.length; i++) out[i] = after[i] - before[i];
}

/** [1, 2, 1] across three planes. */
function smooth([before, middle, after]: readonly [Plane, Plane, Plane], out: Plane): void {
  for (let i = 0; i < out.length; i++) out[i] = 2 * middle[i] + (before[i] + after[i]);
}

function differenceOfRows(input: Plane, out: Plane, ny: number, nx: number): void {
  for (let y = 0; y < ny; y++) {
    const row = y * nx;
    const before = Math.max(y - 1, 0) * nx;
    const after = Math.min(y + 1, ny - 1) * nx;
    for (let x = 0; x < nx; x++) out[row + x] = input[after + x] - input[before + x];
  }
}

function smoothRows(input: Plane, out: Plane, ny: number, nx: number): void {
  for (let y = 0; y < ny; y++) {
    const row = y * nx;
    const before = Math.max(y - 1, 0) * nx;
    const after = Math.min(y + 1, ny - 1) * nx;
    for (let x = 0; x < nx; x++) {
      out[row + x] = 2 * input[row + x] + (input[before + x] + input[after + x]);
    }
  }
}

function differenceInRows(input: Plane, out: Plane, nx: number): void {
  for (let row = 0; row < input.length; row += nx) {
    const last = row + nx - 1;
    let before = input[row];
    for (let i = row; i <= last; i++) {
      const here = input[i];
      out[i] = input[i < last ? i + 1 : last] - before;
      before = here;
    }
  }
}

function smoothInRows(input: Plane, out: Plane, nx: number): void {
  for (let row = 0; row < input.length; row += nx) {
    const last = row + nx - 1;
    let before = input[row];
    for (let i = row; i <= last; i++) {
      const here = input[i];
      out[i] = 2 * here + (before + input[i < last ? i + 1 : last]);
      before = here;
    }
  }
}

function magnitude([sz, sy, sx]: readonly [Plane, Plane, Plane], out: Plane): void {
  const { fround } = Math;
  for (let i = 0; i < out.length; i++) {
    const sum = fround(fround(sz[i] * sz[i]) + fround(sy[i] * sy[i]));
    out[i] = Math.sqrt(fround(sum + fround(sx[i] * sx[i])));
  }
}
