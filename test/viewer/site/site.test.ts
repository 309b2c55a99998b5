import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSiteConfig } from '../../../viewer/site/site.ts';

const layer = { type: 'image', name: 'em', source: 'precomputed://data/image' };

test('a description is read, and segments may be a list', () => {
  const json = { title: 'Fly', layers: [layer, { ...layer, segments: ['1', '2'] }], layout: 'xy' };
  assert.deepEqual(parseSiteConfig(json), {
    title: 'Fly',
    layout: 'xy',
    layers: [layer, { ...layer, segments: '1,2' }],
  });
});

test('a wrong field is named', () => {
  assert.throws(() => parseSiteConfig([]), /demo\.json: expected an object/);
  assert.throws(() => parseSiteConfig({ title: 'x', layers: [] }), /demo\.json layers: expected an array/);
  assert.throws(
    () => parseSiteConfig({ title: 'x', layers: [{ ...layer, source: 3 }] }),
    /demo\.json layers\[0\]\.source: expected text in quotes, got 3/,
  );
  assert.throws(
    () => parseSiteConfig({ title: 'x', layers: [{ ...layer, segments: [3] }] }),
    /layers\[0\]\.segments: expected text in quotes, got 3/,
  );
});
