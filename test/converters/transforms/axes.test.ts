import assert from 'node:assert/strict';
import { test } from 'node:test';
import { swapYz } from '../../../converters/transforms/index.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';

test('y and z change places, with origin, voxel size and channels', async () => {
  // The value of a voxel says where it was: 100 c + 10 z + y, x has length 1.
  const data = Uint8Array.from(
    { length: 12 },
    (_, i) => 100 * Math.floor(i / 6) + 10 * (Math.floor(i / 3) % 2) + (i % 3),
  );
  const volume = createMemoryVolume(
    { dataType: 'uint8', size: xyz(1, 3, 2), numChannels: 2, data },
    { origin: xyz(5, 6, 7), voxelSizeNm: xyz(1, 2, 3) },
  );
  const swapped = swapYz(volume);
  assert.deepEqual(swapped.bounds, boxOf(xyz(5, 7, 6), xyz(1, 2, 3)));
  assert.deepEqual(swapped.voxelSizeNm, [1, 3, 2]);
  const all = await swapped.read(swapped.bounds);
  assert.deepEqual([...(all.data as Uint8Array)], [0, 10, 1, 11, 2, 12, 100, 110, 101, 111, 102, 112]);
  const one = await swapped.read(boxOf(xyz(5, 8, 7), xyz(1, 1, 1)));
  assert.deepEqual([...(one.data as Uint8Array)], [11, 111]);
});
