import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Xyz } from '../../../datasets/geometry/index.ts';
import { chooseScales } from '../../../viewer/state/index.ts';

const scaleOf = (voxelSizeNm: Xyz) =>
  ({
    bounds: { begin: [0, 0, 0], end: [8, 8, 8] },
    voxelSizeNm,
    chunkSize: [8, 8, 8],
  }) as const;
const pyramid = [scaleOf([8, 8, 40]), scaleOf([16, 16, 40]), scaleOf([32, 32, 40])];

test('the scale drawn last is the one nearest to a pixel; coarser ones come first', () => {
  assert.deepEqual(chooseScales(pyramid, 8), [2, 1, 0]);
  assert.deepEqual(chooseScales(pyramid, 16), [2, 1]);
  assert.deepEqual(chooseScales(pyramid, 100), [2]);
  assert.deepEqual(chooseScales(pyramid, 0.1), [2, 1, 0]);
});

test('one scale is always drawn', () => {
  assert.deepEqual(chooseScales(pyramid.slice(0, 1), 1000), [0]);
});
