import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cropVolume, placeVolume } from '../../../converters/transforms/index.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';

const data = Uint8Array.from({ length: 24 }, (_, i) => i);
const volume = createMemoryVolume({ dataType: 'uint8', size: xyz(4, 3, 2), numChannels: 1, data });

test('a crop keeps the coordinates of its volume and refuses what is outside', async () => {
  const part = cropVolume(volume, boxOf(xyz(1, 1, 0), xyz(2, 2, 2)));
  assert.deepEqual(part.bounds, boxOf(xyz(1, 1, 0), xyz(2, 2, 2)));
  const { data: read } = await part.read(part.bounds);
  assert.deepEqual([...(read as Uint8Array)], [5, 6, 9, 10, 17, 18, 21, 22]);
  assert.throws(() => cropVolume(volume, boxOf(xyz(3, 0, 0), xyz(2, 1, 1))), { tag: 'invalid' });
  assert.throws(() => cropVolume(volume, boxOf(xyz(0, 0, 0), xyz(0, 1, 1))), { tag: 'invalid' });
});

test('a placed volume reads the same voxels at its new place', async () => {
  const placed = placeVolume(volume, { origin: xyz(100, -10, 7), voxelSizeNm: xyz(4, 4, 40) });
  assert.deepEqual(placed.voxelSizeNm, [4, 4, 40]);
  const { data: read } = await placed.read(boxOf(xyz(102, -9, 8), xyz(1, 1, 1)));
  assert.deepEqual([...(read as Uint8Array)], [2 + 4 + 12]);
  // Placing again, without an origin, keeps the first place.
  assert.deepEqual(placeVolume(placed, {}).bounds.begin, [100, -10, 7]);
});
