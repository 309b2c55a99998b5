import assert from 'node:assert/strict';
import { test } from 'node:test';
import { balanceClasses, createIndices, createRandom } from '../../../../ffn/training/index.ts';

const counted = (numbers: Iterable<number>): Map<number, number> => {
  const counts = new Map<number, number>();
  for (const n of numbers) counts.set(n, (counts.get(n) ?? 0) + 1);
  return counts;
};

test('every class is as long as the largest; none of its voxels comes twice more often than another', () => {
  const classes = [[1, 2, 3, 4, 5, 6, 7], [], [10, 11, 12], [20]].map((list) => Uint32Array.from(list));
  const counts = counted(balanceClasses(classes, createRandom(1)));
  for (const n of [1, 2, 3, 4, 5, 6, 7]) assert.equal(counts.get(n), 1);
  assert.deepEqual([10, 11, 12].map((n) => counts.get(n)).sort(), [2, 2, 3]);
  assert.equal(counts.get(20), 7);
  assert.equal(counts.size, 11);
});

test('which voxel of a class comes once more is random, and so is the order of all', () => {
  const classes = () => [Uint32Array.of(1, 2, 3, 4), Uint32Array.of(10, 11, 12)];
  const orders = Array.from({ length: 64 }, (_, seed) => [...balanceClasses(classes(), createRandom(seed))]);
  const repeated = orders.map((order) => [...counted(order)].find(([, count]) => count === 2)?.[0]);
  assert.deepEqual([...new Set(repeated)].sort(), [10, 11, 12]);
  assert.ok(new Set(orders.map(String)).size > 60);
  assert.ok(new Set(orders.map(([first]) => first)).size > 4);
});

test('a limit per class; indices beyond 32 bits', () => {
  const far = createIndices(3, 2 ** 33);
  far.set([2 ** 32 + 1, 2 ** 32 + 2, 2 ** 32 + 3]);
  const order = balanceClasses([far, createIndices(0, 2 ** 33)], createRandom(1), 2);
  assert.equal(order.length, 2);
  for (const n of order) assert.ok(n > 2 ** 32);
});
