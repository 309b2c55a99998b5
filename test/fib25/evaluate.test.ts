/** The scores of the published segmentation that its data set's README gives: computed there by other code. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { openInput, tableOf } from '../../converters/inputs/index.ts';
import { type Evaluation, evaluateVolumes } from '../../converters/jobs/index.ts';
import { relabelVolume } from '../../converters/transforms/index.ts';
import { openHdf5Volume, readTable } from '../../datasets/hdf5/index.node.ts';
import type { Scores } from '../../ffn/analysis/index.ts';
import { fib25Path } from '../support/paths.ts';

let evaluation: Evaluation;

before(async () => {
  const file = fib25Path('groundtruth.h5.gz');
  const { shape, data } = await readTable(file, 'transforms');
  assert.ok(data instanceof BigInt64Array);
  const stack = await openHdf5Volume(`${file}:stack`);
  const truth = relabelVolume(stack, tableOf({ shape, data }, file));
  const { volume } = await openInput(`${fib25Path('published-segmentation.npz')}:segmentation`);
  evaluation = await evaluateVolumes(volume, truth, { minOverlapVoxels: 1000 });
  stack.close();
});

const rounded = (scores: Scores, ...names: (keyof Scores)[]) => names.map((name) => scores[name].toFixed(4));

test('over all voxels', () => {
  assert.deepEqual(rounded(evaluation.all, 'viSplit', 'viMerge', 'adaptedRandError'), [
    '0.8987',
    '0.9184',
    '0.1574',
  ]);
});

test('over the voxels it segmented, 88.7 %', () => {
  const { segmented, all } = evaluation;
  assert.deepEqual(rounded(segmented, 'viSplit', 'viMerge', 'precision', 'recall', 'adaptedRandError'), [
    '0.6126',
    '0.2632',
    '0.9725',
    '0.9176',
    '0.0557',
  ]);
  // Its counter voxels-segmented, of which none lies outside the truth.
  assert.equal(segmented.voxels, 13_867_123);
  assert.equal((segmented.voxels / all.voxels).toFixed(4), '0.8875');
});
