import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import {
  ContingencyTable,
  compareVolumes,
  countErrors,
  findObjectErrors,
  scoreOverlaps,
} from '../../../ffn/analysis/index.ts';

const row = (labels: readonly number[]) => ({
  dataType: 'uint8' as const,
  size: xyz(labels.length, 1, 1),
  numChannels: 1,
  data: Uint8Array.from(labels),
});

function overlapsOf(segmentation: readonly number[], truth: readonly number[]) {
  const table = new ContingencyTable();
  table.add(row(segmentation), row(truth), xyz(0, 0, 0));
  return [...table.overlaps()];
}

const near = (got: number, expected: number) => assert.ok(Math.abs(got - expected) < 1e-12, `${got}`);

test('one object in two halves: a split of one bit, half of the pairs lost', () => {
  const scores = scoreOverlaps(overlapsOf([1, 1, 2, 2], [7, 7, 7, 7]));
  assert.deepEqual([scores.voxels, scores.viSplit, scores.viMerge], [4, 1, 0]);
  assert.deepEqual([scores.precision, scores.recall], [1, 0.5]);
  near(scores.adaptedRandError, 1 / 3);
});

test('two objects in one segment: a merger of one bit', () => {
  const scores = scoreOverlaps(overlapsOf([3, 3, 3, 3], [7, 7, 9, 9]));
  assert.deepEqual([scores.viSplit, scores.viMerge, scores.precision, scores.recall], [0, 1, 0.5, 1]);
});

// Overlaps 2, 1 and 1, 4 of 8 voxels, by hand: H(truth) = H(segment) = H(3/8), joint entropy below.
test('a table of two by two, worked by hand', () => {
  const scores = scoreOverlaps(overlapsOf([1, 1, 2, 1, 2, 2, 2, 2], [5, 5, 5, 6, 6, 6, 6, 6]));
  const joint = (2 * 2 + 3 + 3 + 4 * 1) / 8;
  const single = (3 * Math.log2(8 / 3) + 5 * Math.log2(8 / 5)) / 8;
  near(scores.viSplit, joint - single);
  near(scores.viMerge, joint - single);
  near(scores.precision, 22 / 34);
  near(scores.recall, 22 / 34);
});

test('no truth is not counted; no segment counts as one, or not at all', () => {
  const overlaps = overlapsOf([0, 0, 1, 1, 4], [7, 7, 7, 7, 0]);
  assert.deepEqual(scoreOverlaps(overlaps).viSplit, 1);
  const segmented = scoreOverlaps(overlaps, { segmentedOnly: true });
  assert.deepEqual([segmented.voxels, segmented.viSplit, segmented.adaptedRandError], [2, 0, 0]);
});

test('object by object: parts, their voxels, a voxel of each; rims are no errors', () => {
  const overlaps = overlapsOf([1, 1, 1, 2, 2, 3, 3, 3, 0], [5, 5, 5, 5, 5, 5, 6, 6, 6]);
  const { splits, merges } = findObjectErrors(overlaps, 2);
  assert.deepEqual(splits, [
    {
      label: 5n,
      parts: [
        { label: 1n, voxels: 3, point: [1, 0, 0] },
        { label: 2n, voxels: 2, point: [4, 0, 0] },
      ],
    },
  ]);
  assert.deepEqual(merges, []);
  const all = findObjectErrors(overlaps, 1);
  assert.deepEqual([countErrors(all.splits), countErrors(all.merges)], [2, 1]);
});

test('labels beyond 32 bits stay apart', () => {
  const labels = BigUint64Array.of(1n, 2n ** 32n + 1n, 2n ** 63n, 1n);
  const block = { dataType: 'uint64' as const, size: xyz(4, 1, 1), numChannels: 1, data: labels };
  const table = new ContingencyTable();
  table.add(block, row([1, 1, 1, 1]), xyz(0, 0, 0));
  assert.deepEqual(
    [...table.overlaps()].map(({ segment, voxels }) => [segment, voxels]),
    [
      [1n, 2],
      [2n ** 32n + 1n, 1],
      [2n ** 63n, 1],
    ],
  );
});

test('many labels: every pair is found again', () => {
  const n = 5000;
  const labels = (factor: number) => Uint32Array.from({ length: 2 * n }, (_, i) => ((i % n) + 1) * factor);
  const block = (data: Uint32Array) => ({
    dataType: 'uint32' as const,
    size: xyz(2 * n, 1, 1),
    numChannels: 1,
    data,
  });
  const table = new ContingencyTable();
  table.add(block(labels(65_536)), block(labels(3)), xyz(0, 0, 0));
  const overlaps = [...table.overlaps()];
  assert.equal(overlaps.length, n);
  assert.ok(overlaps.every(({ voxels }) => voxels === 2));
});

test('volumes are compared where both have voxels; negative and real labels are refused', async () => {
  const truth = createMemoryVolume(row([7, 7, 7, 7]), { origin: xyz(10, 0, 0) });
  const shifted = createMemoryVolume(row([1, 1, 2, 2]), { origin: xyz(12, 0, 0) });
  const { box, table } = await compareVolumes(shifted, truth);
  assert.deepEqual(box, boxOf(xyz(12, 0, 0), xyz(2, 1, 1)));
  assert.deepEqual([...table.overlaps()], [{ segment: 1n, truth: 7n, voxels: 2, point: [13, 0, 0] }]);
  await assert.rejects(compareVolumes(createMemoryVolume(row([1])), truth), { tag: 'invalid' });
  const negative = { ...row([0]), dataType: 'int32' as const, data: Int32Array.of(-1) };
  assert.throws(() => table.add(negative, row([1]), xyz(0, 0, 0)), { message: /labels from 0 on, got -1/ });
  const real = { ...row([0]), dataType: 'float32' as const, data: Float32Array.of(1) };
  assert.throws(() => table.add(real, row([1]), xyz(0, 0, 0)), { tag: 'unsupported' });
});
