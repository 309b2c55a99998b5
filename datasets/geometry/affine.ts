import { InvalidDataError } from '../errors.ts';
import { type Xyz, xyz } from './axes.ts';
import type { Box } from './box.ts';

declare const affine: unique symbol;

/**
 * An affine transform of (x, y, z): row-major 3x4, the translation in the last column, as Neuroglancer's and
 * cloud-volume's `transform` has it. Float64 throughout: float32 is for graphics buffers only.
 */
export type Affine = readonly number[] & { readonly [affine]?: '3x4' };

export const IDENTITY: Affine = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0];

/** @throws InvalidDataError unless there are twelve finite numbers. */
export function affineOf(numbers: readonly number[], subject = 'transform'): Affine {
  if (numbers.length === 12 && numbers.every(Number.isFinite)) return numbers;
  throw new InvalidDataError({
    subject,
    expected: 'twelve finite numbers, row by row',
    got: `${numbers.length}`,
  });
}

/** `scale * p + translation`, axis by axis. */
export function scaleAndTranslate(scale: Xyz, translation: Xyz = xyz(0, 0, 0)): Affine {
  const [sx, sy, sz] = scale;
  const [tx, ty, tz] = translation;
  return [sx, 0, 0, tx, 0, sy, 0, ty, 0, 0, sz, tz];
}

export function applyAffine(m: Affine, [x, y, z]: Xyz): Xyz {
  const row = (i: 0 | 4 | 8) => m[i]! * x + m[i + 1]! * y + m[i + 2]! * z + m[i + 3]!;
  return xyz(row(0), row(4), row(8));
}

/** The transform that does `first`, then `then`. */
export function composeAffines(then: Affine, first: Affine): Affine {
  const column = (j: number) => xyz(first[j]!, first[4 + j]!, first[8 + j]!);
  const linear = scaleless(then);
  const [a, b, c] = [0, 1, 2].map((j) => applyAffine(linear, column(j)));
  const t = applyAffine(then, column(3));
  return ([0, 1, 2] as const).flatMap((i) => [a![i], b![i], c![i], t[i]]);
}

/** Without the translation. */
const scaleless = (m: Affine): Affine => m.map((n, i) => (i % 4 === 3 ? 0 : n));

/** Factor by which volumes grow; negative where handedness changes, 0 where space collapses. */
export function determinant(m: Affine): number {
  return cofactors(m)
    .slice(0, 3)
    .reduce((sum, cofactor, j) => sum + m[j]! * cofactor, 0);
}

/** @throws InvalidDataError where the transform maps space to a plane, a line or a point. */
export function invertAffine(m: Affine, subject = 'transform'): Affine {
  const det = determinant(m);
  if (det === 0 || !Number.isFinite(det)) {
    throw new InvalidDataError({
      subject,
      expected: 'a transform that can be inverted',
      got: `determinant ${det}`,
      cure: 'No axis may have scale 0, and no two the same direction',
    });
  }
  const c = cofactors(m);
  // The adjugate is the transpose of the cofactors.
  const linear = [c[0], c[3], c[6], c[1], c[4], c[7], c[2], c[5], c[8]].map((n) => n! / det);
  const [a, b, d] = [0, 3, 6].map((i) => [linear[i]!, linear[i + 1]!, linear[i + 2]!]);
  const translation = (row: readonly number[]) => -(row[0]! * m[3]! + row[1]! * m[7]! + row[2]! * m[11]!);
  return [a!, b!, d!].flatMap((row) => [...row, noNegativeZero(translation(row))]).map(noNegativeZero);
}

const noNegativeZero = (n: number): number => (n === 0 ? 0 : n);

/** Of the 3x3 part, row by row. */
function cofactors(m: Affine): number[] {
  const at = (i: number, j: number) => m[4 * (i % 3) + (j % 3)]!;
  return Array.from({ length: 9 }, (_, k) => {
    const [i, j] = [Math.floor(k / 3), k % 3];
    return at(i + 1, j + 1) * at(i + 2, j + 2) - at(i + 1, j + 2) * at(i + 2, j + 1);
  });
}

/** The smallest box, in whole numbers, that holds a transformed box. */
export function boundsOf(m: Affine, { begin, end }: Box): Box {
  const corners = Array.from({ length: 8 }, (_, k) =>
    applyAffine(m, xyz(k & 1 ? end[0] : begin[0], k & 2 ? end[1] : begin[1], k & 4 ? end[2] : begin[2])),
  );
  const along = (pick: (...n: number[]) => number, round: (n: number) => number): Xyz => {
    const on = (i: 0 | 1 | 2) => noNegativeZero(round(pick(...corners.map((corner) => corner[i]))));
    return xyz(on(0), on(1), on(2));
  };
  return { begin: along(Math.min, Math.floor), end: along(Math.max, Math.ceil) };
}

/**
 * Voxels of a coarser scale -> voxels of the finest one. Boundaries of voxels, not their centres, lie on integers, so
 * there is no half-voxel term. Source: formats.md 1.1, "Geometry rules".
 * @param resolution nanometres per voxel of each.
 */
export function scaleToFinest(resolution: Xyz, finest: Xyz): Affine {
  return scaleAndTranslate(
    xyz(resolution[0] / finest[0], resolution[1] / finest[1], resolution[2] / finest[2]),
  );
}

/** Voxels -> nanometres: a voxel's low corner at `position * resolution`. */
export const voxelsToNm = (resolutionNm: Xyz): Affine => scaleAndTranslate(resolutionNm);
