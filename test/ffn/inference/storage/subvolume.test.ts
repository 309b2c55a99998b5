import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openNpz } from '../../../../datasets/npy/index.ts';
import { createMemoryStore } from '../../../../datasets/stores/index.ts';
import { loadSegmentation, saveSubvolume } from '../../../../ffn/inference/index.ts';

test('a subvolume is written and read back', async () => {
  const store = createMemoryStore();
  const origins = new Map([[7, { startZyx: [0, 0, 1] as const, iters: 3, walltimeSec: 0.5 }]]);
  const path = await saveSubvolume(store, [30, 20, 10], {
    shape: [1, 2, 2],
    segmentation: Int32Array.of(-1, 7, 7, 0),
    origins,
    overlaps: new Map([
      [
        7,
        [
          { id: 2, voxels: 5 },
          { id: 3, voxels: 1 },
        ],
      ],
    ]),
    request: { id: 12345678901234567890n },
    counters: { 'predict-calls': 3 },
    probability: Uint8Array.of(0, 255, 200, 0),
  });
  assert.equal(path, '10/20/seg-10_20_30.npz');
  const loaded = await loadSegmentation(store, [30, 20, 10]);
  assert.deepEqual(loaded, { shape: [1, 2, 2], labels: Uint8Array.of(0, 7, 7, 0), origins });
  const npz = openNpz((await store.get(path)) ?? new Uint8Array());
  assert.deepEqual(JSON.parse(npz.readText('overlaps_json')), {
    7: [
      [2, 3],
      [5, 1],
    ],
  });
  assert.deepEqual(JSON.parse(npz.readText('counters')), { 'predict-calls': 3 });
  assert.deepEqual(JSON.parse(npz.readText('request')), { id: '12345678901234567890' });
  const prob = openNpz((await store.get('10/20/seg-10_20_30.prob')) ?? new Uint8Array());
  assert.deepEqual(prob.read('qprob').data, Uint8Array.of(0, 255, 200, 0));
});

test('the legacy name is found, and a missing segmentation is said', async () => {
  const store = createMemoryStore();
  await assert.rejects(
    loadSegmentation(store, [1, 2, 3]),
    /3\/2\/seg-3_2_1.npz: expected a segmentation, got no file/,
  );
  const empty = { origins: new Map(), overlaps: new Map(), request: {}, counters: {} };
  const key = await saveSubvolume(store, [1, 2, 3], {
    shape: [1, 1, 1],
    segmentation: Int32Array.of(1),
    ...empty,
  });
  const legacy = createMemoryStore('old', [['seg-3_2_1.npz', (await store.get(key)) ?? new Uint8Array()]]);
  assert.deepEqual((await loadSegmentation(legacy, [1, 2, 3])).labels, Uint8Array.of(1));
});
