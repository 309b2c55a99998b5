import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareNatural, findGaps } from '../../../datasets/images/natural-order.ts';

test('digits compare as numbers, everything else as text', () => {
  const sorted = ['a.png', 'iso.2.png', 'iso.10.png', 'z1-2.png', 'z1-10.png', 'z02-1.png', 'z10.png'];
  assert.deepEqual([...sorted].reverse().sort(compareNatural), sorted);
  assert.ok(compareNatural('007.png', '7.png') !== 0, 'the order is total');
  assert.equal(compareNatural('x', 'x'), 0);
});

test('numbers beyond 2^53 keep their order', () => {
  assert.ok(compareNatural('s9007199254740993', 's9007199254740992') > 0);
});

test('other series and names without numbers have no gaps', () => {
  assert.deepEqual(findGaps(['a1.png', 'b9.png', 'notes.png']), []);
});
