/** Lines of skeletons near a cross-section: where they are drawn, and which is under the pointer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Xyz } from '../../../../datasets/geometry/index.ts';
import { type Cut, planeBasis } from '../../../../viewer/state/index.ts';
import { cutMatrix, distanceToLines } from '../../../../viewer/state/scene/index.ts';

const CUT: Cut = { basis: planeBasis('xz'), centerNm: [100, 50, 30], nmPerPixel: 2, width: 80, height: 40 };

/** @returns clip coordinates of a point. */
function clip(matrix: readonly number[], [x, y, z]: Xyz): number[] {
  const row = (i: number) => matrix[i]! * x + matrix[i + 4]! * y + matrix[i + 8]! * z + matrix[i + 12]!;
  return [0, 1, 2, 3].map((i) => row(i) + 0);
}

test('xz: x to the right, z down, clip depth 1 at the depth asked for', () => {
  const matrix = cutMatrix(CUT, 20, [90, 50, 30]);
  // The point is relative to the origin: 10 of it leads to the centre.
  assert.deepEqual(clip(matrix, [10, 0, 0]), [0, 0, 0, 1]);
  // The right edge is 40 pixels of 2 nm away, the lower edge 20.
  assert.deepEqual(clip(matrix, [90, 0, 0]), [1, 0, 0, 1]);
  assert.deepEqual(clip(matrix, [10, 0, 40]), [0, -1, 0, 1]);
  assert.equal(Math.abs(clip(matrix, [10, 20, 0])[2] as number), 1);
});

const near = (pointNm: Xyz) => ({ pointNm, basis: planeBasis('xy'), acrossNm: 5, depthNm: 10 });
const line = (...ends: number[]) => ({ originNm: [1000, 0, 0] as const, ends: new Float32Array(ends) });

test('a line in the plane, one that passes through it, and what is too far', () => {
  const along = line(0, 0, 0, 100, 0, 0);
  assert.equal(distanceToLines(along, near([1050, 3, 0])), 3);
  assert.equal(distanceToLines(along, near([1050, 6, 0])), Number.POSITIVE_INFINITY);
  assert.equal(distanceToLines(along, near([1104, 0, 9])), 4);
  assert.equal(distanceToLines(along, near([1050, 0, 11])), Number.POSITIVE_INFINITY);
  const through = line(0, 0, -500, 0, 0, 500);
  assert.equal(distanceToLines(through, near([1003, 4, 123])), 5);
});

test('of a slanted line only what is near the plane counts', () => {
  // At 45 degrees: 10 nm of depth are 10 nm across.
  const slanted = line(-100, 0, -100, 100, 0, 100);
  assert.equal(distanceToLines(slanted, near([1014, 0, 0])), 4);
  assert.equal(distanceToLines(slanted, near([1040, 0, 0])), Number.POSITIVE_INFINITY);
});
