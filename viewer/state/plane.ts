import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import { type Direction, type Orientation, PANEL_AXES } from './orientation.ts';
import { NO_ROTATION, type Quaternion, rotationRows } from './quaternion.ts';

/** How a cross-section looks at the volume: unit vectors in volume axes, physical space. `through` points away from the reader. */
export interface PlaneBasis {
  readonly right: Xyz;
  readonly down: Xyz;
  readonly through: Xyz;
}

/** @param rotation turns all three planes together; without it, the vectors are exactly the axes. */
export function planeBasis(orientation: Orientation, rotation: Quaternion = NO_ROTATION): PlaneBasis {
  const { right, down, through } = PANEL_AXES[orientation];
  const turned = (direction: Direction) => mapXyz(snapped, rotateVector(rotation, unitVector(direction)));
  return { right: turned(right), down: turned(down), through: turned(through) };
}

/** A quarter turn is one, although its quaternion has rounded square roots in it. */
const snapped = (v: number) => (Math.abs(v - Math.round(v)) < 1e-12 ? Math.round(v) + 0 : v);

export function rotateVector(rotation: Quaternion, [x, y, z]: Xyz): Xyz {
  const r = rotationRows(rotation);
  const row = (i: 0 | 1 | 2) =>
    (r[3 * i] as number) * x + (r[3 * i + 1] as number) * y + (r[3 * i + 2] as number) * z;
  return [row(0), row(1), row(2)];
}

/** `at` moved by `across` times right and `along` times down. */
export function alongPlane(at: Xyz, { right, down }: PlaneBasis, across: number, along: number): Xyz {
  return mapXyz((v, i) => v + across * right[i] + along * down[i], at);
}

export const dot = (a: Xyz, b: Xyz): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const unitVector = ({ axis, sign }: Direction): Xyz => mapXyz((v, i) => (i === axis ? sign : v), [0, 0, 0]);
