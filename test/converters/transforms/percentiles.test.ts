import assert from 'node:assert/strict';
import { test } from 'node:test';
import { percentileWindow } from '../../../converters/transforms/index.ts';
import { volumeOf, type Xyz, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import type { Samples, Volume } from '../../../datasets/volume.ts';

const volumeOfSamples = (dataType: Volume['dataType'], size: Xyz, data: Samples): Volume =>
  createMemoryVolume({ dataType, size, numChannels: 1, data }, { origin: xyz(5, -9, 2) });

test("the smallest value that so many voxels do not exceed: NumPy's percentile with method inverted_cdf", async () => {
  const size = xyz(10, 10, 1);
  const cases: [Volume['dataType'], Samples, number][] = [
    ['uint8', Uint8Array.from({ length: 100 }, (_, i) => i + 1), 0],
    ['int16', Int16Array.from({ length: 100 }, (_, i) => 99 - i - 1000), 1001],
    ['uint16', Uint16Array.from({ length: 100 }, (_, i) => 60_000 + i), -59_999],
    ['float32', Float32Array.from({ length: 100 }, (_, i) => i + 1), 0],
  ];
  for (const [dataType, data, shift] of cases) {
    const volume = volumeOfSamples(dataType, size, data);
    const at = async (low: number, high: number) => {
      const window = await percentileWindow(volume, { low, high });
      return [window.low + shift, window.high + shift];
    };
    // numpy.percentile(range(1, 101), p, method='inverted_cdf')
    assert.deepEqual(await at(1, 99), [1, 99], dataType);
    assert.deepEqual(await at(0, 100), [1, 100]);
    assert.deepEqual(await at(1.5, 50.2), [2, 51]);
    assert.deepEqual(await at(99, 1), [99, 1]);
  }
});

test('NaN does not count; a constant image is refused', async () => {
  const data = Float32Array.of(Number.NaN, 1, 2, Number.NaN);
  const volume = volumeOfSamples('float32', xyz(2, 2, 1), data);
  assert.deepEqual(await percentileWindow(volume, { low: 0, high: 100 }), { low: 1, high: 2 });
  const constant = volumeOfSamples('uint8', xyz(2, 2, 1), new Uint8Array(4).fill(7));
  await assert.rejects(
    percentileWindow(constant, { low: 1, high: 99 }),
    /two different grey values, got 7 for both/,
  );
});

test('a large volume is looked at in few places, the same ones every time', async () => {
  const bounds = { begin: xyz(0, 0, 0), end: xyz(4096, 4096, 1000) };
  const read: string[] = [];
  let voxels = 0;
  const volume: Volume = {
    ...{ dataType: 'uint8', numChannels: 1, bounds, voxelSizeNm: undefined },
    async read(box) {
      read.push(JSON.stringify(box));
      const size = xyz(box.end[0] - box.begin[0], box.end[1] - box.begin[1], box.end[2] - box.begin[2]);
      voxels += volumeOf(size);
      const data = new Uint8Array(volumeOf(size)).map((_, i) => i % 200);
      return { dataType: 'uint8', numChannels: 1, size, data };
    },
  };
  const window = await percentileWindow(volume, { low: 10, high: 90 });
  assert.deepEqual(window, { low: 19, high: 179 });
  assert.equal(voxels, 2 ** 24);
  const first = [...read];
  read.length = 0;
  await percentileWindow(volume, { low: 10, high: 90 });
  assert.deepEqual(read, first);
});
