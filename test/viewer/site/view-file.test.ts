import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JsonObject } from '../../../datasets/links/index.ts';
import { readViewFile } from '../../../viewer/site/view-file.ts';

const AT = 'https://host/fly/viewer.json';

test('all that a Neuroglancer state says is kept; only sources relative to the file change', () => {
  const state: JsonObject = {
    title: 'Fly',
    layers: [
      { type: 'image', name: 'em', source: 'precomputed://image', opacity: 0.75 },
      {
        type: 'segmentation',
        name: 'cells',
        source: [{ url: 'precomputed://.', subsources: { mesh: false } }],
        segments: ['7', '!8', '9'],
        selectedAlpha: 0.25,
      },
      { type: 'segmentation', name: 'far', source: 'precomputed://gs://bucket/cells' },
      { type: 'annotation', name: 'notes', source: 'local://annotations' },
    ],
    layout: 'xy-3d',
    crossSectionScale: 2,
    somethingNew: { a: 1 },
    segmenterModel: 'model.safetensors',
  };
  const file = readViewFile(state, AT);
  assert.equal(file.title, 'Fly');
  const [em, cells, far, notes] = file.state['layers'] as Record<string, unknown>[];
  assert.equal(em?.['source'], 'precomputed://https://host/fly/image');
  assert.equal(em?.['opacity'], 0.75);
  const [source] = [cells?.['source']].flat() as Record<string, unknown>[];
  assert.deepEqual(source, { url: 'precomputed://https://host/fly', subsources: { mesh: false } });
  assert.deepEqual(cells?.['segments'], ['7', '!8', '9']);
  assert.equal(cells?.['selectedAlpha'], 0.25);
  assert.equal(far?.['source'], 'precomputed://gs://bucket/cells');
  assert.equal(notes?.['source'], 'local://annotations');
  assert.equal(file.state['layout'], 'xy-3d');
  assert.equal(file.state['crossSectionScale'], 2);
  assert.deepEqual(file.state['somethingNew'], { a: 1 });
  assert.equal(file.model, 'https://host/fly/model.safetensors');
  assert.ok(!('segmenterModel' in file.state), 'no part of a link');
});

test('what is no state, or shows nothing, is refused', () => {
  const empty = /viewer\.json: expected a Neuroglancer state with layers/;
  assert.throws(() => readViewFile([], AT), { tag: 'invalid' });
  assert.throws(() => readViewFile({}, AT), empty);
  assert.throws(() => readViewFile({ layers: [{ type: 'image', name: 'em' }] }, AT), empty);
});
