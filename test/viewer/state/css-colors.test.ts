import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseHexColor } from '../../../viewer/state/index.ts';

test('short and long hexadecimal colours', () => {
  assert.deepEqual(parseHexColor('#f00'), [1, 0, 0]);
  assert.deepEqual(parseHexColor(' #00FF33 '), [0, 1, 0.2]);
});

test('other text is no colour, instead of black', () => {
  for (const text of ['', '#ff', '#ffff', 'red;', '#gggggg', 'javascript:alert(1)'])
    assert.equal(parseHexColor(text), undefined, text);
});
