import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planSteps } from '../../../converters/pyramid/index.ts';
import { boxOf, boxSize, type Xyz, xyz } from '../../../datasets/geometry/index.ts';

const shape = (size: Xyz, voxelSizeNm: Xyz, begin = xyz(0, 0, 0)) => ({
  bounds: boxOf(begin, size),
  voxelSizeNm,
});
const chunkSize = xyz(64, 64, 64);

test('voxels approach cubes: the long axis waits', () => {
  const steps = planSteps(shape(xyz(4096, 4096, 1024), xyz(4, 4, 40)), { chunkSize, count: 5 });
  assert.deepEqual(
    steps.map(({ voxelSizeNm }) => voxelSizeNm),
    [
      [8, 8, 40],
      [16, 16, 40],
      [32, 32, 40],
      [64, 64, 80],
      [128, 128, 160],
    ],
  );
});

test('by default until one chunk is left along every axis that is made coarser', () => {
  const cube = planSteps(shape(xyz(250, 250, 250), xyz(10, 10, 10)), { chunkSize });
  assert.deepEqual(
    cube.map(({ bounds }) => boxSize(bounds)),
    [
      [125, 125, 125],
      [63, 63, 63],
    ],
  );
  const flat = planSteps(shape(xyz(256, 256, 900), xyz(8, 8, 8)), { chunkSize, factors: xyz(2, 2, 1) });
  assert.deepEqual(
    flat.map(({ bounds }) => boxSize(bounds)),
    [
      [128, 128, 900],
      [64, 64, 900],
    ],
  );
  assert.deepEqual(planSteps(shape(xyz(64, 64, 64), xyz(8, 8, 8)), { chunkSize }), []);
});

test('an offset that the factor does not divide leaves a cut cell, and no shift', () => {
  const [step] = planSteps(shape(xyz(10, 10, 10), xyz(4.4, 4.4, 4.4), xyz(-3, 5, 0)), {
    chunkSize,
    factors: xyz(3, 3, 1),
    count: 1,
  });
  // Voxels -3..6 are cells -1..2, voxels 5..14 cells 1..4.
  assert.deepEqual(step?.bounds, { begin: [-1, 1, 0], end: [3, 5, 10] });
  assert.deepEqual(step?.voxelSizeNm, [13.2, 13.2, 4.4]);
});

test('a picture of one slice is made coarser in the plane, down to one voxel and no further', () => {
  const steps = planSteps(shape(xyz(4, 2, 1), xyz(1, 1, 1)), { chunkSize, count: 9 });
  assert.deepEqual(
    steps.map(({ bounds, factors }) => [boxSize(bounds), factors]),
    [
      [
        [2, 1, 1],
        [2, 2, 1],
      ],
      [
        [1, 1, 1],
        [2, 1, 1],
      ],
    ],
  );
});
