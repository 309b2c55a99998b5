import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UnsupportedError } from '../../../datasets/errors.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { widenLabels, widenVolume } from '../../../datasets/voxels/index.ts';
import { assertSameSamples } from '../support/blocks.ts';

test('widens every unsigned type without loss', () => {
  assertSameSamples(widenLabels(Uint8Array.of(0, 255), 'uint8', 'uint32'), [0, 255]);
  assertSameSamples(widenLabels(Uint16Array.of(0, 65535), 'uint16', 'uint64'), [0n, 65535n]);
  assertSameSamples(widenLabels(Uint32Array.of(1, 0xffffffff), 'uint32', 'uint64'), [1n, 0xffffffffn]);
  const same = Uint32Array.of(1);
  assert.ok(widenLabels(same, 'uint32', 'uint32') === same);
});

test('refuses what could lose values', () => {
  assert.throws(() => widenLabels(new BigUint64Array(1), 'uint64', 'uint32'), UnsupportedError);
  assert.throws(() => widenLabels(new Int32Array(1), 'int32', 'uint64'), UnsupportedError);
});

test('a widened volume reads wide', async () => {
  const data = Uint8Array.of(3, 4);
  const narrow = createMemoryVolume({ dataType: 'uint8', size: xyz(2, 1, 1), numChannels: 1, data });
  const wide = widenVolume(narrow, 'uint32');
  assert.equal(wide.dataType, 'uint32');
  const block = await wide.read(wide.bounds);
  assert.equal(block.dataType, 'uint32');
  assertSameSamples(block.data, [3, 4]);
  assert.throws(() => widenVolume(wide, 'uint8'), UnsupportedError);
});
