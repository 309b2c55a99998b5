import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openNpz } from '../../../../datasets/npy/index.ts';
import { createMemoryStore } from '../../../../datasets/stores/index.ts';
import {
  cornerFromPath,
  dequantizeProbability,
  legacySubvolumePath,
  loadSegmentation,
  quantizeProbability,
  reduceIdBits,
  saveSubvolume,
  subvolumePath,
} from '../../../../ffn/inference/index.ts';

test('paths: corners are zyx, names are xyz', () => {
  assert.equal(subvolumePath([3, 2, 1], 'npz'), '1/2/seg-1_2_3.npz');
  assert.equal(legacySubvolumePath([3, 2, 1], 'prob'), 'seg-1_2_3.prob');
  assert.deepEqual(cornerFromPath('results/1/2/seg-1_2_3.npz'), [3, 2, 1]);
  assert.throws(() => cornerFromPath('1/2/seg-1_2.npz'), /expected a name seg-<x>_<y>_<z>.npz/);
});

test('probabilities: one more than the number of edges k/254 below, 255 only for 1', () => {
  assert.deepEqual([-0.1, Number.NaN, 0, 1 / 254, 1, 1.5].map(quantizeProbability), [0, 0, 1, 2, 255, 255]);
  for (let k = 0; k < 254; k++) {
    assert.equal(quantizeProbability(k / 254), k + 1, `edge ${k}`);
    assert.equal(quantizeProbability((k + 0.5) / 254), k + 1, `between edges ${k}`);
    if (k > 0) assert.equal(quantizeProbability(k / 254 - 1e-16), k, `just below edge ${k}`);
  }
  assert.equal(dequantizeProbability(255), Math.fround(254.5 / 255));
  assert.ok(Number.isNaN(dequantizeProbability(0)));
});

test('ids take as few bits as the largest needs, and markers become background', () => {
  assert.deepEqual(reduceIdBits(Int32Array.of(-1, 0, 255)), Uint8Array.of(0, 0, 255));
  assert.deepEqual(reduceIdBits(Int32Array.of(-1, 256)), Uint16Array.of(0, 256));
  assert.deepEqual(reduceIdBits(Int32Array.of(65535)), Uint16Array.of(65535));
  assert.deepEqual(reduceIdBits(Int32Array.of(65536)), Uint32Array.of(65536));
});

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
