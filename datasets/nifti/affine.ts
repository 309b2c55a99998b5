import type { Fields } from './fields.ts';

type Row = readonly [i: number, j: number, k: number, offset: number];

/** Three rows of four numbers: world = affine * (i, j, k, 1), (i, j, k) being the centre of a voxel. */
export type NiftiAffine = readonly [Row, Row, Row];

const OFFSETS = {
  1: { pixdim: 76, qformCode: 252, sformCode: 254, quaternion: 256, srow: 280 },
  2: { pixdim: 104, qformCode: 344, sformCode: 348, quaternion: 352, srow: 400 },
} as const;

/**
 * The header's affine by the usual rule: the sform where its code says so, else the qform, else the voxel sizes alone.
 * @param unitNm nanometres per unit of the header.
 */
export function affineOf(fields: Fields, unitNm: number): NiftiAffine {
  const { version, view, little, real } = fields;
  const at = OFFSETS[version];
  const realBytes = version === 1 ? 4 : 8;
  const codeAt = (offset: number) =>
    version === 1 ? view.getInt16(offset, little) : view.getInt32(offset, little);
  const reals = (offset: number, n: number) =>
    Array.from({ length: n }, (_, i) => real(offset + realBytes * i));
  const rows: readonly (readonly number[])[] =
    codeAt(at.sformCode) > 0
      ? [0, 4, 8].map((first) => reals(at.srow + realBytes * first, 4))
      : unturned(reals(at.pixdim, 4), codeAt(at.qformCode) > 0 ? reals(at.quaternion, 6) : undefined);
  const inNm = rows.map((row) => row.map((value) => value * unitNm) as unknown as Row);
  return [inNm[0], inNm[1], inNm[2]];
}

/** @param quaternion b, c, d and the three offsets of the qform; undefined where there is none. */
function unturned(
  [qfac, ...pixdim]: readonly number[],
  quaternion: readonly number[] | undefined,
): readonly (readonly number[])[] {
  const size = pixdim.map(Math.abs);
  if (!quaternion) return [0, 1, 2].map((r) => [0, 1, 2, 3].map((c) => (r === c ? size[r] : 0)));
  const [b, c, d, ...offset] = quaternion;
  // Rounding makes b^2 + c^2 + d^2 a little more than 1 for half turns.
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const [sx, sy, sz] = [size[0], size[1], qfac === -1 ? -size[2] : size[2]];
  return [
    [(a * a + b * b - c * c - d * d) * sx, 2 * (b * c - a * d) * sy, 2 * (b * d + a * c) * sz, offset[0]],
    [2 * (b * c + a * d) * sx, (a * a + c * c - b * b - d * d) * sy, 2 * (c * d - a * b) * sz, offset[1]],
    [2 * (b * d - a * c) * sx, 2 * (c * d + a * b) * sy, (a * a + d * d - b * b - c * c) * sz, offset[2]],
  ];
}

const LETTERS = ['x', 'y', 'z'] as const;

/** Says where the axes of the file point, unless they are the world's; undefined where there is nothing to say. */
export function turnWarning(affine: NiftiAffine): string | undefined {
  const words = LETTERS.map((_, c) => {
    const column = [affine[0][c], affine[1][c], affine[2][c]];
    const row = column.reduce((best, value, r) => (Math.abs(value) > Math.abs(column[best]) ? r : best), 0);
    return `${column[row] < 0 ? '-' : '+'}${LETTERS[row]}`;
  });
  if (words.join() === '+x,+y,+z') return undefined;
  return `the header's axes i, j, k run along ${words.join(', ')}: voxels are kept in the file's order, unturned`;
}
