import type { Xyz } from '../../datasets/geometry/index.ts';

/** Voxels from a membrane's middle to what it encloses, at the voxel sizes networks are trained on. */
const REACH = 2;
/** One voxel is lost to the mean of 3 x 3 x 3, `REACH` to differences. */
const BORDER = REACH + 1;
/** Along y and z every second voxel: neighbours say nearly the same. */
const STRIDE = 2;

/**
 * Whether thin sheets in a block are dark or bright against what lies on both sides of them: the skewness, about 0, of how
 * sheet-like each voxel is. That is the largest of the three curvatures of the grey values (eigenvalues of the second
 * differences), by size, less the next one, with its sign; of the mean of 3 x 3 x 3 voxels, for noise. Blots and grain curve
 * along several axes and cancel; an image turned to its negative gives the negative. A histogram cannot tell: dark organelles
 * weigh more than membranes.
 * @param data x fastest.
 * @returns > 0 for dark sheets, < 0 for bright ones; 0 where all is even, or the block is too small; NaN where values are not
 *   finite.
 */
export function ridgeSkewness(data: ArrayLike<number | bigint>, size: Xyz): number {
  const [nx, ny, nz] = size;
  const strides = [1, nx, nx * ny] as const;
  const smooth = smoothed(data, nx * ny * nz, strides);
  let [count, squares, cubes] = [0, 0, 0];
  for (let z = BORDER; z < nz - BORDER; z += STRIDE) {
    for (let y = BORDER; y < ny - BORDER; y += STRIDE) {
      for (let x = BORDER; x < nx - BORDER; x++) {
        const strength = sheetStrength(smooth, x + nx * (y + ny * z), strides);
        count++;
        squares += strength ** 2;
        cubes += strength ** 3;
      }
    }
  }
  return squares === 0 ? 0 : cubes / count / (squares / count) ** 1.5;
}

type Strides = readonly [x: number, y: number, z: number];

function sheetStrength(smooth: Float64Array, at: number, [sx, sy, sz]: Strides): number {
  const twice = 2 * smooth[at]!;
  const along = (stride: number): number =>
    smooth[at - REACH * stride]! + smooth[at + REACH * stride]! - twice;
  const across = (s: number, t: number): number => {
    const [sum, difference] = [REACH * (s + t), REACH * (s - t)];
    return (smooth[at + sum]! + smooth[at - sum]! - smooth[at + difference]! - smooth[at - difference]!) / 4;
  };
  return strongestOf([along(sx), along(sy), along(sz)], [across(sx, sy), across(sx, sz), across(sy, sz)]);
}

/**
 * Of the eigenvalues of a symmetric matrix, the largest by size less the size of the next, with the largest's sign.
 * Source: Smith 1961, eigenvalues of a symmetric 3 x 3 matrix.
 * @param diagonal xx, yy, zz. @param others xy, xz, yz.
 */
function strongestOf(
  [xx, yy, zz]: readonly [number, number, number],
  [xy, xz, yz]: readonly [number, number, number],
): number {
  const mean = (xx + yy + zz) / 3;
  const [a, b, c] = [xx - mean, yy - mean, zz - mean];
  const scale = Math.sqrt((a * a + b * b + c * c + 2 * (xy * xy + xz * xz + yz * yz)) / 6);
  // All three are equal, as in a blot.
  if (scale === 0) return 0;
  const determinant = a * (b * c - yz * yz) - xy * (xy * c - yz * xz) + xz * (xy * yz - b * xz);
  const angle = Math.acos(Math.max(-1, Math.min(1, determinant / (2 * scale ** 3)))) / 3;
  const high = mean + 2 * scale * Math.cos(angle);
  const low = mean + 2 * scale * Math.cos(angle + (2 * Math.PI) / 3);
  const middle = Math.abs(3 * mean - high - low);
  const [p, q] = [Math.abs(high), Math.abs(low)];
  return p >= q ? p - Math.max(q, middle) : -(q - Math.max(p, middle));
}

/** Sums of three along each axis; wrong within one voxel of the faces, where nothing is read. */
function smoothed(data: ArrayLike<number | bigint>, length: number, strides: Strides): Float64Array {
  let from = new Float64Array(length);
  for (let i = 0; i < length; i++) from[i] = Number(data[i]);
  for (const stride of strides) {
    const to = new Float64Array(length);
    for (let i = stride; i < length - stride; i++) to[i] = from[i - stride]! + from[i]! + from[i + stride]!;
    from = to;
  }
  return from;
}
