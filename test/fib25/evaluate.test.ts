/** The scores of the published segmentation that its data set's README gives: computed there by other code. */
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import type { Scores } from '../../ffn/analysis/index.ts';
import { fib25Path } from '../support/paths.ts';
import { runFloodlight } from '../support/program.ts';

let scores: { readonly all: Scores; readonly segmented: Scores };

before(async () => {
  const truth = fib25Path('groundtruth.h5.gz');
  const segmentation = `${fib25Path('published-segmentation.npz')}:segmentation`;
  const relabel = ['--relabel', `${truth}:transforms`];
  const run = await runFloodlight('evaluate', segmentation, `${truth}:stack`, ...relabel, '--json');
  assert.equal(run.code, 0, run.stderr);
  scores = JSON.parse(run.stdout) as typeof scores;
});

const rounded = (of: Scores, ...names: (keyof Scores)[]) => names.map((name) => of[name].toFixed(4));

test('over all voxels', () => {
  assert.deepEqual(rounded(scores.all, 'viSplit', 'viMerge', 'adaptedRandError'), [
    '0.8987',
    '0.9184',
    '0.1574',
  ]);
});

test('over the voxels it segmented, 88.7 %', () => {
  const { segmented, all } = scores;
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
