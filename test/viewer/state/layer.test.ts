import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSegments, resolveSource } from '../../../viewer/state/index.ts';

test('segments keep all their 64 bits', () => {
  assert.deepEqual(parseSegments(' 3, 18446744073709551615\n0 '), [3n, 18446744073709551615n, 0n]);
  assert.deepEqual(parseSegments(''), []);
  for (const bad of ['007', '-1', '1e5', '18446744073709551616', 'x']) {
    assert.throws(() => parseSegments(bad), { tag: 'invalid', subject: 'segments' });
  }
});

test('sources are absolute, or relative to the page, in both of Neuroglancer’s forms', () => {
  const base = 'https://lab.example/shows/fly/';
  const absolute = 'https://data.example/seg';
  assert.equal(resolveSource(`precomputed://${absolute}/`, base), absolute);
  assert.equal(resolveSource(`${absolute}/|neuroglancer-precomputed:`, base), absolute);
  assert.equal(resolveSource('precomputed://../data/seg', base), 'https://lab.example/shows/data/seg');
  // What other formats, and no format at all, are handed to the worker as.
  assert.equal(resolveSource(`zarr://${absolute}/`, base), `zarr://${absolute}`);
  assert.equal(
    resolveSource('zarr://../data/em.zarr', base),
    'zarr://https://lab.example/shows/data/em.zarr',
  );
  assert.equal(resolveSource('n5://gs://bucket/em', base), 'n5://https://storage.googleapis.com/bucket/em');
  assert.equal(resolveSource(`${absolute}/a.zip|zip:em/|zarr3:`, base), `zarr3://${absolute}/a.zip|zip:em/`);
  assert.equal(resolveSource(absolute, base), `${absolute}|`);
  assert.throws(() => resolveSource('http://', base), { tag: 'usage' });
});
