/** Numbers worked out by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  affineOf,
  applyAffine,
  boundsOf,
  boxOf,
  composeAffines,
  determinant,
  IDENTITY,
  invertAffine,
  scaleAndTranslate,
  scaleToFinest,
  voxelsToNm,
  xyz,
} from '../../../datasets/geometry/index.ts';

/** x -> y, y -> -x, and away by (10, 20, 30): a quarter turn about z. */
const TURN = affineOf([0, -1, 0, 10, 1, 0, 0, 20, 0, 0, 1, 30]);
const STRETCH = scaleAndTranslate(xyz(2, 4, 8), xyz(1, 1, 1));

test('points are moved row by row, the last column is added', () => {
  assert.deepEqual(applyAffine(IDENTITY, xyz(1, 2, 3)), [1, 2, 3]);
  assert.deepEqual(applyAffine(TURN, xyz(1, 2, 3)), [8, 21, 33]);
  assert.deepEqual(applyAffine(STRETCH, xyz(1, 2, 3)), [3, 9, 25]);
  const shear = affineOf([1, 0.5, 0, 0, 0, 1, 0.25, 0, 0, 0, 1, 0]);
  assert.deepEqual(applyAffine(shear, xyz(1, 2, 4)), [2, 3, 4]);
});

test('the second argument of a composition comes first', () => {
  // Stretch (1,2,3) -> (3,9,25), then turn: (-9+10, 3+20, 25+30).
  assert.deepEqual(applyAffine(composeAffines(TURN, STRETCH), xyz(1, 2, 3)), [1, 23, 55]);
  // Turn (1,2,3) -> (8,21,33), then stretch.
  assert.deepEqual(applyAffine(composeAffines(STRETCH, TURN), xyz(1, 2, 3)), [17, 85, 265]);
  assert.deepEqual(composeAffines(STRETCH, TURN), [0, -2, 0, 21, 4, 0, 0, 81, 0, 0, 8, 241]);
});

test('inverses and determinants', () => {
  assert.equal(determinant(TURN), 1);
  assert.equal(determinant(STRETCH), 64);
  assert.equal(determinant(scaleAndTranslate(xyz(-1, 1, 1))), -1);
  assert.deepEqual(invertAffine(STRETCH), [0.5, 0, 0, -0.5, 0, 0.25, 0, -0.25, 0, 0, 0.125, -0.125]);
  assert.deepEqual(invertAffine(TURN), [0, 1, 0, -20, -1, 0, 0, 10, 0, 0, 1, -30]);
  // Determinant 2; the inverse by hand: rows (1,-1,0), (0,.5,0), (0,0,1).
  assert.deepEqual(invertAffine(affineOf([1, 2, 0, 4, 0, 2, 0, 6, 0, 0, 1, 8])), [
    ...[1, -1, 0, 2],
    ...[0, 0.5, 0, -3],
    ...[0, 0, 1, -8],
  ]);
  assert.throws(() => invertAffine(scaleAndTranslate(xyz(1, 0, 1)), 'ds: transform'), {
    tag: 'invalid',
    message: /^ds: transform: expected a transform that can be inverted, got determinant 0/,
  });
  assert.throws(() => affineOf([1, 2, 3], 't'), { tag: 'invalid' });
  assert.throws(() => affineOf([...IDENTITY.slice(1), Number.NaN]), { tag: 'invalid' });
});

test('boxes: the smallest of whole numbers around the turned one', () => {
  assert.deepEqual(boundsOf(TURN, boxOf(xyz(0, 0, 0), xyz(2, 3, 4))), {
    begin: [7, 20, 30],
    end: [10, 22, 34],
  });
  const half = scaleAndTranslate(xyz(0.5, 0.5, 0.5));
  assert.deepEqual(boundsOf(half, boxOf(xyz(1, -3, 0), xyz(2, 2, 2))), { begin: [0, -2, 0], end: [2, 0, 1] });
});

test('formats.md 1.1 geometry rules: origin in nanometres, and a coarser scale over the finest one', () => {
  // Offset (10, 20, 30) at 4 x 4 x 40 nm lies at (40, 80, 1200) nm.
  assert.deepEqual(applyAffine(voxelsToNm(xyz(4, 4, 40)), xyz(10, 20, 30)), [40, 80, 1200]);
  // 8 x 8 x 40 over 4 x 4 x 40: its first voxel at offset (5, 10, 30) covers [10,12) x [20,22) x [30,31), no half voxel.
  const coarse = scaleToFinest(xyz(8, 8, 40), xyz(4, 4, 40));
  assert.deepEqual(coarse, [2, 0, 0, 0, 0, 2, 0, 0, 0, 0, 1, 0]);
  assert.deepEqual(boundsOf(coarse, boxOf(xyz(5, 10, 30), xyz(1, 1, 1))), {
    begin: [10, 20, 30],
    end: [12, 22, 31],
  });
});
