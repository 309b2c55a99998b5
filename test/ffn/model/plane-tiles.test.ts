import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zyx } from '../../../datasets/geometry/index.ts';
import { cutPlanes, packedShapes, packPlanes, unpackPlanes } from '../../../ffn/model/index.ts';

test('six planes of one row: lanes by z mod 4, a gap row above each plane, the last two planes alone', () => {
  const plan = cutPlanes(zyx(6, 1, 2));
  assert.deepEqual(packedShapes(plan), { tiles: [13, 2, 2], rest: [6, 1, 2] });
  const image = Float32Array.of(1, 2, 11, 12, 21, 22, 31, 32, 41, 42, 51, 52);
  const seed = image.map((v) => -v);
  const { tiles, rest } = packPlanes(plan, image, seed, 1);
  const none = [0, 0, 0, 0];
  assert.deepEqual(
    [...tiles],
    [
      [...none, ...none],
      [0, 0, 1, 2, 0, 0, -1, -2],
      [0, 0, 11, 12, 0, 0, -11, -12],
      [0, 0, 21, 22, 0, 0, -21, -22],
      [0, 0, 31, 32, 0, 0, -31, -32],
      [0, 0, 41, 42, 0, 0, -41, -42],
      [1, 1, 0, 0],
    ]
      .flat()
      .map((v) => v || 0),
  );
  assert.deepEqual([...rest], [31, 32, -31, -32, 41, 42, -41, -42, 51, 52, -51, -52]);
});

test('fewer than four planes: no tiles; a multiple of four: no rest', () => {
  assert.deepEqual(packedShapes(cutPlanes(zyx(1, 3, 5))), { rest: [4, 3, 5] });
  assert.deepEqual(packedShapes(cutPlanes(zyx(8, 3, 5))), { tiles: [13, 8, 5] });
});

test('planes come back in order, batch by batch', () => {
  const plan = cutPlanes(zyx(5, 1, 1));
  const lanes = [0, 1, 2, 3].map((k) => Float32Array.of(99, k, 99, 10 + k));
  assert.deepEqual(
    [...unpackPlanes(plan, lanes, [Float32Array.of(4, 14)], 2)],
    [0, 1, 2, 3, 4, 10, 11, 12, 13, 14],
  );
});
