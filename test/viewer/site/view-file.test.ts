import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseViewFile } from '../../../viewer/site/view-file.ts';

test('layers of a Neuroglancer state, whatever form their source has; listed segments are not shown', () => {
  const state = {
    layers: [
      { type: 'image', name: 'em', source: 'precomputed://image' },
      {
        type: 'segmentation',
        name: 'cells',
        source: [{ url: 'precomputed://.' }],
        segments: ['7', '!8', '9'],
      },
      { type: 'annotation', name: 'notes', source: 'local://annotations' },
    ],
    layout: 'xy-3d',
    title: 'Fly',
  };
  assert.deepEqual(parseViewFile(state), {
    title: 'Fly',
    layout: 'xy-3d',
    layers: [
      { type: 'image', name: 'em', source: 'precomputed://image' },
      { type: 'segmentation', name: 'cells', source: 'precomputed://.', segments: '7,9' },
    ],
  });
});

test('what is no state, or shows nothing, is refused', () => {
  assert.throws(() => parseViewFile([]), /viewer\.json: expected a Neuroglancer state with layers, got \[\]/);
  assert.throws(() => parseViewFile({ layers: 3 }), /expected a Neuroglancer state/);
  assert.throws(
    () => parseViewFile({ layers: [{ type: 'mesh', source: 'a' }, null, { type: 'image' }] }),
    /expected an image or a segmentation among its layers/,
  );
});
