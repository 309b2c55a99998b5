import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatSummary } from '../../../converters/demo/index.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';

test('the summary is a table whose columns line up', () => {
  const text = formatSummary({
    title: 'Sample',
    folder: 'out/sample',
    box: boxOf(xyz(1, 2, 3), xyz(4, 5, 6)),
    objects: ['1', '2'],
    device: 'cpu',
    evaluations: 7,
    skipped: false,
    scores: [
      {
        reference: 'the truth',
        all: { voxels: 200, viSplit: 1, viMerge: 0.25, adaptedRandError: 0.125 },
        segmented: { voxels: 150, viSplit: 0.5, viMerge: 0.125, adaptedRandError: 0.0625 },
        splitCount: 1,
        mergeCount: 0,
      },
    ],
    bytes: 1_234_567,
    steps: [
      { name: 'segment', seconds: 12.34, result: '7 evaluations' },
      { name: 'mesh', seconds: 0.1, result: '2 meshes' },
    ],
  });
  assert.deepEqual(text.split('\n'), [
    'Sample, box [1,5) x [2,7) x [3,9) (4 x 5 x 6)',
    '  segment  12.3 s  7 evaluations',
    '  mesh      0.1 s  2 meshes',
    '  total    12.4 s  2 objects, 1.2 MB',
    '                                      voxels  VI split  VI merge  adapted Rand error',
    '  against the truth, where segmented    75 %     0.500     0.125               0.063',
    '    all of it                          100 %     1.000     0.250               0.125',
    '  in out/sample',
  ]);
});
