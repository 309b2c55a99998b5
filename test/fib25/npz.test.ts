/** Reads the published segmentation, which numpy wrote under Python 2 and nobody here did. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { UnsupportedError } from '../../datasets/errors.ts';
import { createNpyVolume, openNpz } from '../../datasets/npy/index.ts';
import { createMemoryStore } from '../../datasets/stores/index.ts';
import { countLabels } from '../../datasets/voxels/index.ts';
import { decodeMessage, encodeMessage, readSubvolume } from '../../ffn/inference/index.ts';
import { fib25Path } from '../support/paths.ts';

interface PublishedJson {
  readonly counters: Readonly<Record<string, number>>;
  readonly objects: readonly {
    id: number;
    seed_zyx: [number, number, number];
    iters: number;
    voxels: number;
  }[];
}

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
  const { objects } = JSON.parse(text) as PublishedJson;
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

test("the pickled origins are the published objects' seeds and steps, read without running anything", async () => {
  const bytes = new Uint8Array(await readFile(fib25Path('published-segmentation.npz')));
  const { origins } = await readSubvolume(createMemoryStore('fib25', [['seg-0_0_0.npz', bytes]]), [0, 0, 0]);
  const text = await readFile(fib25Path('published-objects.json'), 'utf8');
  const { objects, counters } = JSON.parse(text) as PublishedJson;
  assert.equal(origins.size, 254);
  for (const { id, seed_zyx, iters } of objects) {
    assert.deepEqual([origins.get(id)?.startZyx, origins.get(id)?.iters], [seed_zyx, iters], `object ${id}`);
  }
  // Each object's time is part of the whole run's.
  const seconds = [...origins.values()].reduce((sum, { walltimeSec }) => sum + walltimeSec, 0);
  assert.ok(seconds > 300 && seconds < counters['segment_all-time-ms'] / 1000, `${seconds} s`);
  const stored = JSON.parse((await open()).readText('counters')) as Record<string, number>;
  for (const [name, value] of Object.entries(counters)) assert.equal(stored[name], value, name);
});

test('the stored request has the published values, and is written again byte for byte', async () => {
  const bytes = (await open()).readBytes('request');
  const request = decodeMessage('InferenceRequest', bytes);
  assert.equal(request.modelName, 'singleres_3d_v000.SingleRes3DFFNModel');
  assert.deepEqual([request.imageMean, request.imageStddev, request.checkpointInterval], [128, 33, 1800]);
  assert.equal(request.inferenceOptions?.moveThreshold, Math.fround(0.9));
  assert.deepEqual(request.inferenceOptions?.minBoundaryDist, { x: 1, y: 1, z: 1 });
  assert.equal(request.image?.volinfo, '/cns/vz-d/home/neuromancer/fib25/fib_flyem_training2_im.volinfo');
  assert.deepEqual(encodeMessage('InferenceRequest', request), bytes);
});
