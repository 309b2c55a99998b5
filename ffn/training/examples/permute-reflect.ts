/** Examples turned and mirrored. Source: spec/ffn.md 5.5 (PermuteAndReflect). */
import { InvalidDataError } from '../../../datasets/errors.ts';
import type { Zyx } from '../../../datasets/geometry/index.ts';
import type { Random } from '../random.ts';

/** Axes by number: 0 is z, 1 is y, 2 is x. */
export type Axis = 0 | 1 | 2;

export interface Symmetries {
  /** Axes that may take one another's place. */
  readonly permutable: readonly Axis[];
  /** Axes that may be turned around. */
  readonly reflectable: readonly Axis[];
}

/** The original's: sections are not exchanged with depth. */
export const SYMMETRY_DEFAULTS: Symmetries = { permutable: [1, 2], reflectable: [0, 1, 2] };

/** One drawn symmetry. */
export interface Symmetry {
  /** Axis of the input that each axis of the output runs along. */
  readonly from: readonly [Axis, Axis, Axis];
  /** Whether each axis of the output is turned around. */
  readonly isReflected: readonly [boolean, boolean, boolean];
}

/**
 * @param sizes of what examples are made of, each of which must not change when axes change places.
 * @throws InvalidDataError for axes named twice, and permutable ones of different sizes.
 */
export function assertSymmetries(
  { permutable, reflectable }: Symmetries,
  sizes: Readonly<Record<string, Zyx>>,
): void {
  for (const [subject, axes] of Object.entries({
    permutable_axes: permutable,
    reflectable_axes: reflectable,
  })) {
    if (new Set(axes).size === axes.length) continue;
    throw new InvalidDataError({ subject, expected: 'each axis once', got: axes.join(',') });
  }
  for (const [name, size] of Object.entries(sizes)) {
    if (permutable.every((axis) => size[axis] === size[permutable[0]!])) continue;
    throw new InvalidDataError({
      subject: 'permutable_axes',
      expected: `axes along which ${name} is the same`,
      got: `${permutable.join(',')} (0 is z), ${name} ${size.join(' x ')} (z, y, x)`,
      cure: 'Leave out axes of other sizes: --permutable_axes 1,2',
    });
  }
}

/** Every order of the permutable axes and every side of the reflectable ones is as likely as another. */
export function drawSymmetry({ permutable, reflectable }: Symmetries, random: Random): Symmetry {
  const order = [...permutable];
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1);
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  const from: [Axis, Axis, Axis] = [0, 1, 2];
  permutable.forEach((axis, i) => {
    from[axis] = order[i]!;
  });
  const isReflected: [boolean, boolean, boolean] = [false, false, false];
  for (const axis of reflectable) isReflected[axis] = random.unit() > 0.5;
  return { from, isReflected };
}

/** @param values [z, y, x] of `size`, which the symmetry leaves as it is. @returns the same numbers in other places. */
export function applySymmetry(
  values: Float32Array,
  [nz, ny, nx]: Zyx,
  { from, isReflected }: Symmetry,
): Float32Array {
  const size = [nz, ny, nx] as const;
  const strides = [ny * nx, nx, 1] as const;
  const step = ([0, 1, 2] as const).map((axis) => strides[from[axis]] * (isReflected[axis] ? -1 : 1));
  const [sz, sy, sx] = step as [number, number, number];
  const first = ([0, 1, 2] as const).reduce<number>(
    (sum, axis) => sum + (isReflected[axis] ? (size[axis] - 1) * strides[from[axis]] : 0),
    0,
  );
  const out = new Float32Array(values.length);
  for (let z = 0, at = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const row = first + z * sz + y * sy;
      for (let x = 0; x < nx; x++) out[at++] = values[row + x * sx]!;
    }
  }
  return out;
}
