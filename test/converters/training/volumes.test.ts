import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  assertTrainable,
  createPatchReader,
  keepInMemory,
  type TrainingVolume,
} from '../../../converters/training/index.ts';
import { type Xyz, xyz, zyx } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import type { DataType, Volume } from '../../../datasets/volume.ts';

const SIZE = xyz(9, 8, 7);
const PATCH = zyx(3, 3, 5);

function volumeOf(dataType: DataType, { size = SIZE, origin = xyz(0, 0, 0), numChannels = 1 } = {}): Volume {
  const length = size[0] * size[1] * size[2] * numChannels;
  const data =
    dataType === 'uint64'
      ? BigUint64Array.from({ length }, (_, i) => BigInt(i))
      : dataType === 'float32'
        ? new Float32Array(length)
        : Uint16Array.from({ length }, (_, i) => i);
  const block = { dataType: dataType === 'uint8' ? 'uint16' : dataType, size, numChannels, data } as const;
  return createMemoryVolume(block, { origin });
}

const trainingVolume = (change: Partial<TrainingVolume> = {}): TrainingVolume => ({
  name: 'a',
  image: volumeOf('uint16'),
  labels: volumeOf('uint64'),
  normalisation: { mean: 1, stddev: 2 },
  ...change,
});

test('image and labels around a coordinate, which counts from the first voxel', async () => {
  const origin: Xyz = xyz(100, -3, 50);
  const volume = trainingVolume({
    image: volumeOf('uint16', { origin }),
    labels: volumeOf('uint64', { origin }),
  });
  for (const volumes of [[volume], await keepInMemory([volume])]) {
    const read = createPatchReader(volumes, PATCH);
    const patch = await read({ center: xyz(2, 3, 5), volume: 'a' });
    const expected = [4, 5, 6].flatMap((z) =>
      [2, 3, 4].flatMap((y) => [0, 1, 2, 3, 4].map((x) => (z * 8 + y) * 9 + x)),
    );
    assert.deepEqual(Array.from(patch.image), expected);
    assert.deepEqual(Array.from(patch.labels, Number), expected);
    assert.deepEqual(patch.normalisation, { mean: 1, stddev: 2 });
  }
});

test('coordinates outside and of other volumes are refused', async () => {
  const read = createPatchReader([trainingVolume()], PATCH);
  for (const center of [xyz(1, 3, 3), xyz(7, 3, 3), xyz(4, 0, 3), xyz(4, 3, 6)])
    await assert.rejects(
      read({ center, volume: 'a' }),
      /expected surroundings of 5 x 3 x 3 voxels within 9 x 8 x 7, got some outside\. .*--margin 1,1,2/,
    );
  await assert.rejects(
    read({ center: xyz(4, 3, 3), volume: 'b' }),
    /coordinate 4,3,3: expected a volume of --data_volumes: a, got "b"/,
  );
});

test('volumes that cannot be trained on are refused', () => {
  assertTrainable([trainingVolume()], PATCH);
  const cases: readonly (readonly [Partial<TrainingVolume>, RegExp])[] = [
    [{ labels: volumeOf('uint64', { size: xyz(9, 8, 6) }) }, /"a": expected labels of .*got \[0,9\)/],
    [{ labels: volumeOf('uint64', { origin: xyz(1, 0, 0) }) }, /got \[1,10\).*--box, --offset/],
    [{ image: volumeOf('uint16', { numChannels: 3 }) }, /a: image: expected one channel, got 3/],
    [{ image: volumeOf('uint64') }, /a: image: expected grey values, got uint64/],
    [{ labels: volumeOf('float32') }, /a: labels: expected integers, got float32/],
  ];
  for (const [change, message] of cases)
    assert.throws(() => assertTrainable([trainingVolume(change)], PATCH), message);
  assert.throws(() => assertTrainable([trainingVolume()], zyx(9, 3, 3)), /at least 3 x 3 x 9 voxels/);
});
