import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { tileBoxes } from '../../../ffn/inference/index.ts';

test('subvolumes of one size cover the box; the last is moved back', () => {
  const bounds = boxOf(xyz(10, 0, 5), xyz(100, 40, 30));
  const tiles = tileBoxes(bounds, { size: xyz(50, 40, 50), overlap: xyz(10, 10, 10) });
  assert.deepEqual(
    tiles.map(({ begin }) => begin),
    [
      [10, 0, 5],
      [50, 0, 5],
      [60, 0, 5],
    ],
  );
  assert.ok(tiles.every(({ begin, end }) => end[0] - begin[0] === 50 && end[1] === 40 && end[2] === 35));
});

test('what fits into one is one; an exact fit leaves no sliver', () => {
  const bounds = boxOf(xyz(0, 0, 0), xyz(90, 90, 90));
  const count = (size: number, overlap: number) =>
    tileBoxes(bounds, { size: xyz(size, size, size), overlap: xyz(overlap, overlap, overlap) }).length;
  assert.deepEqual([count(90, 10), count(200, 10), count(50, 10), count(30, 0)], [1, 1, 8, 27]);
  assert.throws(() => count(10, 10), { tag: 'invalid', message: /an overlap below it/ });
});
