import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  checkedPosition,
  checkedZoom,
  positionConverter,
} from '../../../viewer/elements/position-converter.ts';

const parse = (text: string | null) => positionConverter.fromAttribute?.(text);

test('positions are three numbers with commas or blanks between them', () => {
  assert.deepEqual(parse('1, 2.5,-3'), [1, 2.5, -3]);
  assert.deepEqual(parse('  1e3 2 3 '), [1000, 2, 3]);
  for (const wrong of [null, '', '1,2', '1,2,3,4', '1,,3', 'a,b,c', '1,2,Infinity'])
    assert.equal(parse(wrong), undefined, `${wrong}`);
});

test('what a program sets is refused by name', () => {
  assert.throws(() => checkedPosition([1, Number.NaN, 3]), /position: expected three finite numbers/);
  assert.throws(() => checkedZoom(0), /zoom: expected a number of voxels per pixel above 0, got 0/);
  assert.equal(checkedZoom(undefined), undefined);
});
