import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeNpz } from '../../../../datasets/npy/index.ts';
import { createMemoryStore, type MemoryStore } from '../../../../datasets/stores/index.ts';
import {
  encodeOrigins,
  loadOrigins,
  loadSegmentation,
  loadSegmentationFromSource,
  NO_SOURCES,
  parseMessage,
} from '../../../../ffn/inference/index.ts';

const CORNER = [3, 2, 10] as const;
const SHAPE = [1, 2, 5];
const KEY = '10/2/seg-10_2_3';

/** 4 lies in two parts, the right one of a single voxel; 6 touches itself by an edge only. */
const LABELS = Uint8Array.of(4, 4, 6, 0, 4, 4, 0, 0, 6, 0);
const PROBABILITY = Uint8Array.of(255, 128, 128, 0, 128, 0, 0, 0, 200, 0);
const [ORIGIN_4, ORIGIN_6] = [4, 6].map((id) => ({
  startZyx: [0, 0, id] as const,
  iters: id,
  walltimeSec: 1,
}));
const ORIGINS = new Map([
  [4, ORIGIN_4],
  [6, ORIGIN_6],
]);

function stored(labels = LABELS, withProbability = true): MemoryStore {
  const npz = encodeNpz({
    segmentation: { dataType: 'uint8', shape: SHAPE, data: labels },
    origins: encodeOrigins(ORIGINS),
  });
  const prob = encodeNpz({ qprob: { dataType: 'uint8', shape: SHAPE, data: PROBABILITY } });
  const files: [string, Uint8Array][] = [[`${KEY}.npz`, npz]];
  if (withProbability) files.push([`${KEY}.prob`, prob]);
  return createMemoryStore('run', files);
}

test('by default every connected part is a segment, in raster order, with the origin of its object', async () => {
  const { labels, origins, shape } = await loadSegmentation(stored(), CORNER);
  assert.deepEqual(shape, SHAPE);
  assert.deepEqual([...labels], [1, 1, 2, 0, 3, 1, 0, 0, 4, 0]);
  assert.deepEqual(
    origins,
    new Map([
      [1, ORIGIN_4],
      [2, ORIGIN_6],
      [3, ORIGIN_4],
      [4, ORIGIN_6],
    ]),
  );
});

test('without splitting ids stay; a smallest size counts whole objects then, parts otherwise', async () => {
  const whole = await loadSegmentation(stored(), CORNER, { splitCc: false });
  assert.deepEqual([...whole.labels], [...LABELS]);
  assert.deepEqual(whole.origins, ORIGINS);
  const large = await loadSegmentation(stored(), CORNER, { splitCc: false, minSize: 3 });
  assert.deepEqual([...large.labels], [4, 4, 0, 0, 4, 4, 0, 0, 0, 0]);
  assert.deepEqual(large.origins, new Map([[4, ORIGIN_4]]));
  const parts = await loadSegmentation(stored(), CORNER, { minSize: 2 });
  assert.deepEqual([...parts.labels], [1, 1, 0, 0, 0, 1, 0, 0, 0, 0]);
  assert.deepEqual(parts.origins, new Map([[1, ORIGIN_4]]));
});

test('a threshold: 128 stands for 0.5 exactly and stays at 0.5; voxels without a probability stay', async () => {
  const at = async (threshold: number) =>
    [...(await loadSegmentation(stored(), CORNER, { threshold, splitCc: false })).labels].join('');
  // (128 - 0.5) / 255 = 0.5
  assert.equal(await at(0.5), '4460440060');
  assert.equal(await at(0.51), '4000040060');
  assert.equal(await at(1), '0000040000');
  const missing = loadSegmentation(stored(LABELS, false), CORNER, { threshold: 0.5 });
  await assert.rejects(missing, {
    name: 'MissingError',
    message: /seg-10_2_3\.prob: expected probabilities/,
  });
});

test('masks are global, and go before splitting', async () => {
  const { masks } = parseMessage(
    'MaskConfigs',
    'masks { coordinate_expression { expression: "(x == 10) & (z == 3)" } }',
    'm',
  );
  const { labels } = await loadSegmentation(stored(), CORNER, { masks });
  assert.deepEqual([...labels], [0, 1, 2, 0, 3, 0, 0, 0, 4, 0]);
});

test('a SegmentationSource passes on what it sets', async () => {
  const sources = {
    ...NO_SOURCES,
    openDirectory: async (path: string) => stored(path === 'empty' ? new Uint8Array(10) : LABELS),
  };
  const load = (text: string) =>
    loadSegmentationFromSource(parseMessage('SegmentationSource', text, 'source'), CORNER, sources);
  assert.deepEqual([...(await load('directory: "run"')).labels], [1, 1, 2, 0, 3, 1, 0, 0, 4, 0]);
  const set =
    'directory: "run" threshold: 0.51 split_cc: false min_size: 2 mask { masks { coordinate_expression { expression: "x == 18" } } }';
  assert.deepEqual([...(await load(set)).labels], [4, 0, 0, 0, 0, 4, 0, 0, 0, 0]);
  assert.deepEqual(await load('directory: "empty"'), {
    shape: SHAPE,
    labels: new Uint32Array(10),
    origins: new Map(),
  });
});

test('origins alone; a checkpoint only where it is allowed, its markers of rejected seeds dropped', async () => {
  assert.deepEqual(await loadOrigins(stored(), CORNER), ORIGINS);
  const segmentation = { dataType: 'int32' as const, shape: [1, 1, 3], data: Int32Array.of(-1, 5, 0) };
  const cpoint = encodeNpz({ segmentation, state: JSON.stringify({ origins: [[5, ORIGIN_4]] }) });
  const store = createMemoryStore('run', [[`${KEY}.cpoint`, cpoint]]);
  await assert.rejects(loadSegmentation(store, CORNER), { name: 'MissingError' });
  const { labels, origins } = await loadSegmentation(store, CORNER, { allowCheckpoint: true });
  assert.deepEqual([...labels], [0, 1, 0]);
  assert.deepEqual(origins, new Map([[1, ORIGIN_4]]));
});

test('a file without labels, with fractions or with two axes is refused', async () => {
  const load = (members: Parameters<typeof encodeNpz>[0]) =>
    loadSegmentation(createMemoryStore('run', [[`${KEY}.npz`, encodeNpz(members)]]), CORNER);
  await assert.rejects(load({ other: 'x' }), /expected an array "segmentation"/);
  await assert.rejects(
    load({ segmentation: { dataType: 'float32', shape: [1, 1, 1], data: Float32Array.of(1) } }),
    /expected integer labels, got float32/,
  );
  await assert.rejects(
    load({ segmentation: { dataType: 'uint8', shape: [1, 1], data: Uint8Array.of(1) } }),
    /3 axes/,
  );
});
