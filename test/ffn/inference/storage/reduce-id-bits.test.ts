import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reduceIdBits } from '../../../../ffn/inference/index.ts';

test('ids take as few bits as the largest needs, and markers become background', () => {
  assert.deepEqual(reduceIdBits(Int32Array.of(-1, 0, 255)), Uint8Array.of(0, 0, 255));
  assert.deepEqual(reduceIdBits(Int32Array.of(-1, 256)), Uint16Array.of(0, 256));
  assert.deepEqual(reduceIdBits(Int32Array.of(65535)), Uint16Array.of(65535));
  assert.deepEqual(reduceIdBits(Int32Array.of(65536)), Uint32Array.of(65536));
});
