import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isSameRun } from '../../../ffn/inference/index.ts';

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
