import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findDatasets } from '../../../../viewer/elements/local/find-datasets.ts';

const found = (...paths: string[]) => findDatasets(paths).map(({ path, format }) => `${format} ${path}`);

test('folders by what lies in them, the outer ones; files by their names', () => {
  const folder = ['em/info', 'em/8_8_8/0-64_0-64_0-64', 'cells/info', 'cells/mesh/info', 'cells/names/info'];
  assert.deepEqual(found(...folder), ['precomputed em', 'precomputed cells']);
  assert.deepEqual(found('a.zarr/.zattrs', 'a.zarr/.zgroup', 'a.zarr/0/.zarray'), ['zarr a.zarr']);
  assert.deepEqual(found('info', '1/0-1_0-1_0-1'), ['precomputed ']);
  const files = ['brain.nii.gz', 't.rec', 'a.npy', 'b.zip', 'notes.txt', '__MACOSX/info', 'd/.DS_Store'];
  assert.deepEqual(found(...files), ['nifti brain.nii.gz', 'mrc t.rec', 'npy a.npy', 'zip b.zip']);
  assert.deepEqual(found('notes.txt', 'inform'), []);
});
