import assert from 'node:assert/strict';
import { test } from 'node:test';
import { invertVolume, selectChannel, windowVolume } from '../../../converters/transforms/index.ts';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import type { DataType, Samples, Volume } from '../../../datasets/volume.ts';

const row = (dataType: DataType, data: Samples, numChannels = 1): Volume =>
  createMemoryVolume({ dataType, size: xyz(data.length / numChannels, 1, 1), numChannels, data });
const read = async (volume: Volume) => [...((await volume.read(volume.bounds)).data as Uint8Array)];

test('a window maps its ends to 0 and the maximum, rounds half up and clamps', async () => {
  const volume = row('float32', Float32Array.of(-5, 0, 1, 50, 100, 101, Number.NaN));
  assert.deepEqual(
    await read(windowVolume(volume, { low: 0, high: 100 }, 'uint8')),
    [0, 0, 3, 128, 255, 255, 0],
  );
  assert.deepEqual(
    await read(windowVolume(volume, { low: 100, high: 0 }, 'uint8')),
    [255, 255, 252, 128, 0, 0, 0],
  );
  const wide = row('uint16', Uint16Array.of(0, 300, 65_535));
  assert.deepEqual(await read(windowVolume(wide, { low: 0, high: 65_535 }, 'uint16')), [0, 300, 65_535]);
});

test('inverting twice gives the same, labels are refused', async () => {
  assert.deepEqual(await read(invertVolume(row('uint8', Uint8Array.of(0, 1, 255)))), [255, 254, 0]);
  const float = row('float32', Float32Array.of(-1.5, 2));
  assert.deepEqual(await read(invertVolume(invertVolume(float))), [-1.5, 2]);
  assert.throws(() => invertVolume(row('uint32', Uint32Array.of(1))), { tag: 'unsupported' });
  assert.throws(() => windowVolume(row('uint64', BigUint64Array.of(1n)), { low: 0, high: 1 }, 'uint8'), {
    tag: 'unsupported',
  });
});

test('one channel of three', async () => {
  const volume = row('uint8', Uint8Array.of(1, 2, 3, 4, 5, 6), 3);
  assert.deepEqual(await read(selectChannel(volume, 1)), [3, 4]);
  assert.throws(() => selectChannel(volume, 3), { tag: 'invalid' });
});
