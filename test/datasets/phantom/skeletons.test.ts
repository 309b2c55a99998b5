import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createPhantom } from '../../../datasets/phantom/index.ts';

const SIZE = xyz(96, 96, 48);
const phantom = createPhantom({ style: 'em', size: SIZE, seed: 2 });
const voxelNm = xyz(10, 10, 20);
const skeletons = [...phantom.skeletons()];

test('one tree a label: the first node is the root, every other one comes after its parent', () => {
  assert.deepEqual(
    skeletons.map(({ id }) => id),
    Array.from({ length: phantom.neurites }, (_, i) => i + 1),
  );
  for (const { parents, positionsNm, radiiNm } of skeletons) {
    assert.equal(parents[0], -1);
    assert.ok(parents.slice(1).every((parent, i) => parent >= 0 && parent <= i));
    assert.equal(positionsNm.length, parents.length);
    assert.equal(radiiNm.length, parents.length);
  }
});

test('every node lies in a voxel of its label', async () => {
  const { data } = await phantom.labels.read(phantom.labels.bounds);
  for (const { id, positionsNm } of skeletons) {
    for (const position of positionsNm) {
      const [x, y, z] = position.map((nm, axis) => Math.floor(nm / voxelNm[axis as 0]));
      assert.equal(data[x + SIZE[0] * (y + SIZE[1] * z)], id, `${position}`);
    }
  }
});

test('radii say how far the label reaches: at 0.6 of them all is the label, at twice them seldom', async () => {
  const { data } = await phantom.labels.read(phantom.labels.bounds);
  const counts = { near: 0, nearOwn: 0, far: 0, farOwn: 0 };
  for (const { id, positionsNm, radiiNm } of skeletons) {
    for (const [i, position] of positionsNm.entries()) {
      for (const direction of [
        [1, 0, 0],
        [-1, 0, 0],
        [0, 1, 0],
        [0, -1, 0],
      ] as const) {
        for (const share of [0.6, 2]) {
          const voxel = position.map((nm, a) =>
            Math.floor((nm + share * radiiNm[i] * direction[a as 0]) / voxelNm[a as 0]),
          );
          if (voxel.some((v, a) => v < 0 || v >= SIZE[a as 0])) continue;
          const isOwn = data[voxel[0] + SIZE[0] * (voxel[1] + SIZE[1] * voxel[2])] === id;
          counts[share < 1 ? 'near' : 'far']++;
          if (isOwn) counts[share < 1 ? 'nearOwn' : 'farOwn']++;
        }
      }
    }
  }
  // Not quite all: space is bent a little after the radii are measured.
  assert.ok(counts.nearOwn / counts.near > 0.98, JSON.stringify(counts));
  assert.ok(counts.farOwn / counts.far < 0.6, JSON.stringify(counts));
});
