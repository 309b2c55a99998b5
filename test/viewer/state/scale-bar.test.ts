import assert from 'node:assert/strict';
import { test } from 'node:test';
import { scaleBar } from '../../../viewer/state/index.ts';

test('bars are round numbers that fit', () => {
  assert.deepEqual(scaleBar(8, 100), { label: '500 nm', width: 62.5 });
  assert.deepEqual(scaleBar(30, 100), { label: '2 µm', width: 2000 / 30 });
  assert.deepEqual(scaleBar(1, 100), { label: '100 nm', width: 100 });
  assert.deepEqual(scaleBar(2e4, 100), { label: '2 mm', width: 100 });
  assert.equal(scaleBar(0.004, 100).label, '0.2 nm');
});
