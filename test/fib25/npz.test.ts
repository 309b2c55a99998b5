/** Reads the published segmentation, which numpy wrote under Python 2 and nobody here did. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { UnsupportedError } from '../../datasets/errors.ts';
import { createNpyVolume, openNpz } from '../../datasets/npy/index.ts';
import { countLabels } from '../../datasets/voxels/index.ts';
import { fib25Path } from '../support/paths.ts';

const open = async () => openNpz(await readFile(fib25Path('published-segmentation.npz')), 'published.npz');

test('the published segmentation opens: 250^3 voxels, 254 labels, 13,867,123 voxels', async () => {
  const array = (await open()).read('segmentation');
  assert.equal(array.dataType, 'uint8');
  assert.deepEqual([...array.shape], [250, 250, 250]);
  const volume = createNpyVolume(array);
  const labels = countLabels(await volume.read(volume.bounds));
  assert.equal(labels.size, 254);
  assert.equal(
    [...labels.values()].reduce((sum, { voxels }) => sum + voxels, 0),
    13_867_123,
  );
});

test('labels have the voxels that the published object list gives', async () => {
  const volume = createNpyVolume((await open()).read('segmentation'));
  const labels = countLabels(await volume.read(volume.bounds));
  const text = await readFile(fib25Path('published-objects.json'), 'utf8');
  const { objects } = JSON.parse(text) as { objects: { id: number; voxels: number }[] };
  for (const { id, voxels } of objects) assert.equal(labels.get(String(id))?.voxels, voxels, `object ${id}`);
});

test('counters and request open as text and bytes; pickled origins are refused by name', async () => {
  const npz = await open();
  const counters = JSON.parse(npz.readText('counters')) as Record<string, number>;
  assert.equal(counters['voxels-segmented'], 13_867_123);
  assert.equal(npz.readBytes('request').length, 400);
  assert.throws(
    () => npz.read('origins'),
    (error) => error instanceof UnsupportedError && /published\.npz:origins: .*pickled/.test(error.message),
  );
});
