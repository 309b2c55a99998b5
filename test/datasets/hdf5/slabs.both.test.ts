import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, boxSize, volumeOf, xyz } from '../../../datasets/geometry/index.ts';
import { slabsOf } from '../../../datasets/hdf5/slabs.ts';

const MiB = 2 ** 20;
const zRanges = (...args: Parameters<typeof slabsOf>) =>
  [...slabsOf(...args)].map((b) => [b.begin[2], b.end[2]]);

test('a small box is one piece', () => {
  const box = boxOf(xyz(3, 4, 5), xyz(7, 6, 5));
  assert.deepEqual([...slabsOf(box, 8, 16)], [box]);
  assert.deepEqual([...slabsOf(boxOf(xyz(0, 0, 0), xyz(0, 4, 4)), 1, 1)], []);
});

test('sections are cut at chunk borders', () => {
  const box = boxOf(xyz(0, 0, 5), xyz(1024, 1024, 150));
  assert.deepEqual(zRanges(box, 1, 20), [
    [5, 60],
    [60, 120],
    [120, 155],
  ]);
  assert.deepEqual(zRanges(box, 1, 1), [
    [5, 69],
    [69, 133],
    [133, 155],
  ]);
});

test('every piece is at most 64 MiB, and together they are the box in its order', () => {
  const box = boxOf(xyz(1, 2, 3), xyz(20_000, 9000, 3));
  let next = 0;
  for (const slab of slabsOf(box, 1, 8)) {
    const [x, y, z] = slab.begin;
    assert.equal(x - 1 + 20_000 * (y - 2 + 9000 * (z - 3)), next);
    next += volumeOf(boxSize(slab));
    assert.ok(volumeOf(boxSize(slab)) <= 64 * MiB);
  }
  assert.equal(next, volumeOf(boxSize(box)));
});
