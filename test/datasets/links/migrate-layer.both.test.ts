import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type JsonObject, readState, writeState } from '../../../datasets/links/index.ts';

function migrated(layer: JsonObject): JsonObject {
  const { state, warnings } = readState({ layers: [{ name: 'a', ...layer }] });
  assert.deepEqual(warnings, []);
  const [written] = writeState(state)['layers'] as readonly JsonObject[];
  return written!;
}

const VOLUME_ONLY = { subsources: { default: true, bounds: true }, enableDefaultSubsources: false };

test('folders of meshes and skeletons become sources; null turns the own ones off', () => {
  const type = 'segmentation';
  const source = 'precomputed://gs://b/v';
  assert.deepEqual(
    migrated({ type, source, mesh: 'precomputed://gs://b/m', skeletons: 'precomputed://gs://b/s' }),
    {
      type,
      name: 'a',
      source: [{ url: source, ...VOLUME_ONLY }, 'precomputed://gs://b/m', 'precomputed://gs://b/s'],
    },
  );
  assert.deepEqual(migrated({ type, source, mesh: null }), {
    type,
    name: 'a',
    source: { url: source, ...VOLUME_ONLY },
  });
  assert.deepEqual(migrated({ type, mesh: 'm://x' }), { type, name: 'a', source: 'm://x' });
  assert.deepEqual(migrated({ type, source: [], skeletonShader: 'void main() {}' }), {
    type,
    name: 'a',
    source: [],
    skeletonRendering: { shader: 'void main() {}' },
  });
});

test('bare points become annotations, volumeRendering a name', () => {
  assert.deepEqual(migrated({ type: 'pointAnnotation', points: [[1, 2, 3]] }), {
    type: 'annotation',
    name: 'a',
    annotations: [{ point: [1, 2, 3], type: 'point', id: '0' }],
  });
  assert.equal(migrated({ type: 'image', volumeRendering: true })['volumeRendering'], 'on');
  assert.equal(migrated({ type: 'image', volumeRendering: false })['volumeRendering'], undefined);
});

test('all spellings of a transform are sixteen numbers', () => {
  const rows = [
    [1, 0, 0, 10],
    [0, 1, 0, 20],
    [0, 0, 1, 30],
    [0, 0, 0, 1],
  ];
  assert.deepEqual(migrated({ transform: rows })['transform'], rows.flat());
  assert.deepEqual(migrated({ transform: rows.flat() })['transform'], rows.flat());
  assert.deepEqual(migrated({ transform: { translation: [10, 20, 30] } })['transform'], rows.flat());
  // A quarter turn about z takes x to y; scaling comes first.
  const turned = migrated({
    transform: { rotation: [0, 0, Math.SQRT1_2, Math.SQRT1_2], scale: [2, 3, 4], translation: [5, 6, 7] },
  })['transform'] as number[];
  const expected = [0, -3, 0, 5, 2, 0, 0, 6, 0, 0, 4, 7, 0, 0, 0, 1];
  assert.ok(
    turned.every((n, i) => Math.abs(n - expected[i]!) < 1e-12),
    `${turned}`,
  );
});
