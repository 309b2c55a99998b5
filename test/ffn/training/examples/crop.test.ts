import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zyx } from '../../../../datasets/geometry/index.ts';
import { cropPart, partAround, pastePart } from '../../../../ffn/training/index.ts';

const PATCH = zyx(7, 5, 9);
const values = Float32Array.from({ length: 7 * 5 * 9 }, (_, i) => i);

test('a part around an offset from the middle, and back', () => {
  const part = partAround([1, 0, -2], zyx(3, 3, 5), PATCH);
  const crop = cropPart(values, part);
  // Begins at z 3 + 1 - 1, y 2 - 1, x 4 - 2 - 2.
  for (let z = 0, i = 0; z < 3; z++)
    for (let y = 0; y < 3; y++)
      for (let x = 0; x < 5; x++, i++) assert.equal(crop[i], ((3 + z) * 5 + 1 + y) * 9 + x);
  const target = new Float32Array(values.length).fill(-1);
  pastePart(crop, part, target);
  assert.equal(target.filter((value) => value >= 0).length, 45);
  target.forEach((value, i) => {
    if (value >= 0) assert.equal(value, i);
  });
});
