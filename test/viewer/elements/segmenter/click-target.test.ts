import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, type Xyz, xyz } from '../../../../datasets/geometry/index.ts';
import {
  bestScale,
  boxAround,
  distance,
  targetOf,
  voxelAt,
} from '../../../../viewer/elements/segmenter/click-target.ts';
import type { LayerSource } from '../../../../viewer/workers/index.ts';

const scales = ([8, 16, 32] as const).map((nm) => ({
  bounds: boxOf(xyz(0, 0, 0), xyz(100, 100, 100)),
  voxelSizeNm: xyz(nm, nm, 40),
  chunkSize: xyz(64, 64, 64),
}));
const source = { info: { dataType: 'uint8', numChannels: 1, scales } } as unknown as LayerSource;

test('the scale is the one whose voxels are most like those of the training', () => {
  assert.equal(bestScale(source, undefined), 0);
  assert.equal(bestScale(source, xyz(8, 8, 8)), 0);
  assert.equal(bestScale(source, xyz(18, 18, 40)), 1);
  assert.equal(bestScale(source, xyz(60, 60, 40)), 2);
  assert.equal(distance(xyz(8, 8, 8), xyz(8, 16, 8)), 1);
});

test('a click has its voxel, and a box as far as the volume goes', () => {
  const place = { bounds: boxOf(xyz(10, 0, 0), xyz(100, 60, 20)), voxelSizeNm: xyz(8, 8, 40) };
  const voxel = voxelAt(place, [8 * 20 + 7.9, 0, 40 * 3]);
  assert.deepEqual(voxel, [20, 0, 3]);
  assert.deepEqual(boxAround(place, voxel, 40), { begin: [10, 0, 0], end: [40, 20, 20] });
  assert.deepEqual(boxAround(place, voxelAt(place, [-1, 0, 0]) as Xyz, 40), undefined);
});

test('objects of one volume are found again by its address and scale', () => {
  const key = (url: string, scale: number) => targetOf({ name: 'em', url }, source, scale).key;
  assert.match(key('https://a.example/em', 0), /^[0-9a-f]{16}$/);
  assert.equal(key('https://a.example/em', 0), key('https://a.example/em', 0));
  assert.notEqual(key('https://a.example/em', 0), key('https://a.example/em', 1));
  assert.notEqual(key('https://a.example/em', 0), key('https://b.example/em', 0));
});
