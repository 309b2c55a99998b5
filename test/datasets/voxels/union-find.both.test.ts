import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createUnionFind } from '../../../datasets/voxels/index.ts';

test('sets are named by their smallest member, in any order of joining', () => {
  const joins: [number, number][] = [
    [5, 2],
    [7, 8],
    [2, 9],
    [8, 5],
    [0, 1],
  ];
  for (const order of [joins, [...joins].reverse(), joins.map(([a, b]): [number, number] => [b, a])]) {
    const sets = createUnionFind(10);
    for (const [a, b] of order) sets.join(a, b);
    const roots = Array.from({ length: 10 }, (_, i) => sets.find(i));
    assert.deepEqual(roots, [0, 0, 2, 3, 4, 2, 6, 2, 2, 2]);
  }
});

test('a long chain', () => {
  const sets = createUnionFind(100_000);
  for (let i = 99_999; i > 0; i--) sets.join(i, i - 1);
  assert.equal(sets.find(99_999), 0);
});
