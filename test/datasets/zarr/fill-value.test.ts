import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseFillValue } from '../../../datasets/zarr/fill-value.ts';

test('fill values of every form', () => {
  assert.equal(parseFillValue(null, 'uint16', 'a'), 0);
  assert.equal(parseFillValue(null, 'int64', 'a'), 0n);
  assert.equal(parseFillValue(7, 'uint64', 'a'), 7n);
  assert.equal(parseFillValue(-3, 'int8', 'a'), -3);
  assert.equal(parseFillValue(true, 'uint8', 'a'), 1);
  assert.ok(Number.isNaN(parseFillValue('NaN', 'float32', 'a') as number));
  assert.equal(parseFillValue('-Infinity', 'float64', 'a'), Number.NEGATIVE_INFINITY);
  assert.equal(parseFillValue('0x3fc00000', 'float32', 'a'), 1.5);
  assert.equal(parseFillValue('0x3e00', 'float16', 'a'), 1.5);
  assert.equal(parseFillValue('0x3ff8000000000000', 'float64', 'a'), 1.5);
});

test('what a type does not have is refused', () => {
  for (const [json, type] of [
    [256, 'uint8'],
    [1.5, 'int16'],
    [-1, 'int64'],
    ['x', 'float32'],
    [{}, 'uint8'],
  ] as const)
    assert.throws(() => parseFillValue(json, type, 'a: fill_value'), { tag: 'invalid' });
});
