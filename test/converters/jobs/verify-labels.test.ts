import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLabelSet } from '../../../converters/jobs/verify-labels.ts';

test('labels of every type are one set of bigints, until there are too many', () => {
  const set = createLabelSet(3);
  set.add(BigUint64Array.of(1n, 1n, 2n ** 63n));
  set.add(Uint32Array.of(1, 7));
  assert.deepEqual(set.labels(), new Set([1n, 2n ** 63n, 7n]));
  set.add(Uint32Array.of(8));
  assert.equal(set.labels(), undefined);
  set.add(Uint32Array.of(9));
  assert.equal(set.labels(), undefined);
});
