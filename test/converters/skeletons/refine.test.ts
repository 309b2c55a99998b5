/**
 * Tubes of known length. The length of a tube is what a ruler along its middle says, from where it enters the tube to where it
 * leaves: from cap to cap where ends are flat, from pole to pole where they are round, each cap's radius counted.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SKELETON_DEFAULTS, type Skeleton } from '../../../converters/skeletons/index.ts';
import { type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import {
  assertInside,
  countDegree,
  countTrees,
  cylinder,
  draw,
  lengthOf,
  type Shape,
  tube,
} from './shapes.ts';
import { oneBlock, skeletonsOf } from './whole.ts';

interface Tube {
  readonly kind: 'flat' | 'round';
  readonly direction: Xyz;
  readonly voxelNm: Xyz;
  /** From end to end. */
  readonly lengthNm: number;
  readonly radiusNm: number;
  /** The middle, away from a corner of voxels. */
  readonly asideNm: number;
}

interface Drawn {
  readonly shape: Shape;
  readonly size: Xyz;
  /** How far its voxels reach along the middle. */
  readonly rulerNm: number;
}

const at = (from: Xyz, direction: Xyz, by: number): Xyz =>
  xyz(from[0] + by * direction[0], from[1] + by * direction[1], from[2] + by * direction[2]);

const map = (values: Xyz, change: (value: number, axis: 0 | 1 | 2) => number): Xyz =>
  xyz(change(values[0], 0), change(values[1], 1), change(values[2], 2));

function drawn({ kind, direction, voxelNm, lengthNm, radiusNm, asideNm }: Tube): Drawn {
  const norm = Math.hypot(...direction);
  const unit = map(direction, (v) => v / norm);
  const size = map(
    unit,
    (v, axis) => 2 * Math.ceil(((Math.abs(v) * lengthNm) / 2 + radiusNm) / voxelNm[axis] + 2),
  );
  const middle = map(size, (n, axis) => (n * voxelNm[axis]) / 2 + asideNm);
  const half = lengthNm / 2 - (kind === 'round' ? radiusNm : 0);
  const make = kind === 'round' ? tube : cylinder;
  const inNm = make(at(middle, unit, -half), at(middle, unit, half), radiusNm);
  const shape: Shape = (x, y, z) => inNm(x * voxelNm[0], y * voxelNm[1], z * voxelNm[2]);
  const axis = direction.findIndex((v) => v !== 0) as 0 | 1 | 2;
  let count = 0;
  for (let k = 0; k < size[axis]; k++) {
    const [x, y, z] = map(middle, (nm, other) =>
      other === axis ? k + 0.5 : Math.floor(nm / voxelNm[other]) + 0.5,
    );
    if (shape(x, y, z)) count++;
  }
  // Along an axis its voxels can be counted; they are up to one more or less than the tube is long.
  const isAlongAxis = direction.filter((v) => v !== 0).length === 1;
  return { shape, size, rulerNm: isAlongAxis ? count * voxelNm[axis] : lengthNm };
}

function skeletonOf({ shape, size }: Drawn, voxelSizeNm: Xyz): Skeleton {
  const box = { begin: xyz(0, 0, 0), end: size };
  const skeletons = skeletonsOf(oneBlock(draw(shape, box), box), SKELETON_DEFAULTS, { voxelSizeNm });
  const skeleton = skeletons.get(7n);
  assert.ok(skeleton);
  return skeleton;
}

function assertLength(tube: Tube, tolerance: number): void {
  const { voxelNm } = tube;
  const drawing = drawn(tube);
  const skeleton = skeletonOf(drawing, voxelNm);
  const name = JSON.stringify(tube);
  assertInside(skeleton, drawing.shape);
  assert.equal(countTrees(skeleton), 1, name);
  assert.equal(countDegree(skeleton, 1), 2, name);
  const length = lengthOf(skeleton, voxelNm);
  const ratio = length / drawing.rulerNm;
  assert.ok(Math.abs(ratio - 1) <= tolerance, `${name}: ${length} for ${drawing.rulerNm}`);
}

const AXES = [xyz(1, 0, 0), xyz(0, 1, 0), xyz(0, 0, 1)];
const ASLANT = [
  xyz(1, 1, 0),
  xyz(1, 0, 1),
  xyz(1, 1, 1),
  xyz(2, 1, 0),
  xyz(1, 2, 3),
  xyz(5, 2, 1),
  xyz(-1, 3, 2),
  xyz(7, 1, 0),
];

test('a tube of 18 voxels of 8 nm, of a radius of 6, with flat ends: 144 nm', () => {
  for (const direction of AXES) {
    const tube = {
      kind: 'flat',
      direction,
      voxelNm: xyz(8, 8, 8),
      lengthNm: 144,
      radiusNm: 48,
      asideNm: 0,
    } as const;
    assert.equal(drawn(tube).rulerNm, 144);
    assertLength(tube, 0.02);
  }
});

test('along an axis: 2 %, whatever the radius, the ends, and the shape of voxels', () => {
  for (const direction of AXES) {
    for (const voxelNm of [xyz(8, 8, 8), xyz(8, 8, 16), xyz(16, 8, 8)]) {
      for (const kind of ['flat', 'round'] as const) {
        for (const [radius, lengths] of [
          [4, [40, 90]],
          [6, [40, 90]],
          [9, [50, 90]],
        ] as const) {
          for (const length of lengths) {
            for (const asideNm of [0, 4])
              assertLength(
                { kind, direction, voxelNm, lengthNm: 8 * length, radiusNm: 8 * radius, asideNm },
                0.02,
              );
          }
        }
      }
    }
  }
});

test('in any direction: 5 %', () => {
  for (const direction of ASLANT) {
    for (const voxelNm of [xyz(8, 8, 8), xyz(8, 8, 16), xyz(16, 8, 8)]) {
      for (const kind of ['flat', 'round'] as const) {
        for (const [radius, length] of [
          [3, 40],
          [4, 60],
          [6, 50],
          [9, 60],
        ] as const)
          assertLength(
            { kind, direction, voxelNm, lengthNm: 8 * length, radiusNm: 8 * radius, asideNm: 4 },
            0.05,
          );
      }
    }
  }
});
