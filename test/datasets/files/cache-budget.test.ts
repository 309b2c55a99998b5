import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sliceCacheBytes } from '../../../datasets/files/index.node.ts';

const [MIB, GIB] = [2 ** 20, 2 ** 30];

test('a layer of small slices is kept, no more', () => {
  assert.equal(sliceCacheBytes(MIB, 8 * GIB), 80 * MIB);
});

test('of large slices as many as the machine has room for, and at least 512 MiB of them', () => {
  assert.equal(sliceCacheBytes(64 * MIB, 64 * GIB), 4 * GIB);
  assert.equal(sliceCacheBytes(64 * MIB, GIB), 512 * MIB);
});
