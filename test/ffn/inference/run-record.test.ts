import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isResult, isSameRun } from '../../../ffn/inference/index.ts';

const run = (image: object, model = 'a') => JSON.stringify({ request: { imageMean: 128 }, model, image });

test("runs are told apart by their image's voxels, where both say them", () => {
  const bounds = { begin: [0, 0, 0], end: [9, 9, 9] };
  const now = run({ bounds, voxels: 'abc' });
  assert.ok(isSameRun(now, now));
  assert.ok(!isSameRun(run({ bounds, voxels: 'abd' }), now));
  assert.ok(isSameRun(run({ bounds }), now), 'stored before voxels were looked at');
  assert.ok(!isSameRun(run({ bounds }, 'b'), now));
  assert.ok(!isSameRun(now, run({ bounds })), 'a caller that does not say them does not go on with it');
});

test('--force removes all that a run writes, below the origin too, and nothing else', () => {
  const own = ['0/0/seg-0_0_0.npz', '-5/80/seg--5_80_70.npz', '0/-7/seg-0_-7_-9.cpoint', 'counters.txt'];
  for (const key of own) assert.ok(isResult(key), key);
  for (const key of ['notes.txt', 'seg-1_2.npz', 'seg-1_2_3.npz.txt', 'my-counters.txt', 'seg-a_0_0.npz'])
    assert.ok(!isResult(key), key);
});
