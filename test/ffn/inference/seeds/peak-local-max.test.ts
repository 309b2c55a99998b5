import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Zyx } from '../../../../datasets/geometry/index.ts';
import { type PeakOptions, peakLocalMax } from '../../../../ffn/inference/seeds/peak-local-max.ts';

const SHAPE: Zyx = [5, 5, 12];
const at = ([z, y, x]: Zyx): number => (z * 5 + y) * 12 + x;

function peaks(voxels: readonly (readonly [Zyx, number])[], options: Partial<PeakOptions> = {}): number[] {
  const image = new Float64Array(300);
  for (const [pos, value] of voxels) image[at(pos)] = value;
  return peakLocalMax(image, SHAPE, { minDistance: 2, thresholdAbs: 0, ...options });
}

test('peaks in order of descending value, each the maximum of a cube', () => {
  const found = peaks([
    [[2, 2, 3], 5],
    [[2, 2, 5], 4], // two voxels from a greater one: inside its cube
    [[2, 2, 8], 7],
  ]);
  assert.deepEqual(found, [at([2, 2, 8]), at([2, 2, 3])]);
});

test('the threshold must be exceeded; the first and last voxels of an axis give no peaks', () => {
  assert.deepEqual(peaks([[[2, 2, 3], 5]], { thresholdAbs: 5 }), []);
  assert.deepEqual(
    peaks(
      [
        [[2, 2, 3], 5],
        [[2, 2, 9], 2],
      ],
      { thresholdRel: 0.5 },
    ),
    [at([2, 2, 3])],
  );
  assert.deepEqual(
    peaks([
      [[1, 2, 3], 5],
      [[2, 2, 10], 5],
    ]),
    [],
  );
  // A greater neighbour in the border still counts against a peak.
  assert.deepEqual(
    peaks([
      [[2, 2, 9], 4],
      [[2, 2, 11], 5],
    ]),
    [],
  );
});

test('equal peaks two voxels apart both stay, one voxel apart only the first', () => {
  assert.deepEqual(
    peaks([
      [[2, 2, 3], 5],
      [[2, 2, 5], 5],
    ]),
    [at([2, 2, 3]), at([2, 2, 5])],
  );
  assert.deepEqual(
    peaks([
      [[2, 2, 3], 5],
      [[2, 2, 4], 5],
    ]),
    [at([2, 2, 3])],
  );
});

test('without a threshold the minimum is one; a constant image has no peaks', () => {
  assert.deepEqual(peaks([[[2, 2, 3], 5]], { thresholdAbs: undefined }), [at([2, 2, 3])]);
  assert.deepEqual(peaks([], { thresholdAbs: undefined }), []);
});
