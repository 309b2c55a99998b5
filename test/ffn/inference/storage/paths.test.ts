import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cornerFromPath, legacySubvolumePath, subvolumePath } from '../../../../ffn/inference/index.ts';

test('paths: corners are zyx, names are xyz', () => {
  assert.equal(subvolumePath([3, 2, 1], 'npz'), '1/2/seg-1_2_3.npz');
  assert.equal(legacySubvolumePath([3, 2, 1], 'prob'), 'seg-1_2_3.prob');
  assert.deepEqual(cornerFromPath('results/1/2/seg-1_2_3.npz'), [3, 2, 1]);
  for (const corner of [
    [-5, 80, 70],
    [3, -2, -1],
  ] as const)
    assert.deepEqual(cornerFromPath(subvolumePath(corner, 'npz')), corner);
  assert.throws(() => cornerFromPath('1/2/seg-1_2.npz'), /expected a name seg-<x>_<y>_<z>.npz/);
});
