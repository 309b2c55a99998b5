/** What is written, opened by Python as the original's readers open it, and by our own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { openNpz } from '../../../../datasets/npy/index.ts';
import { createFileStore } from '../../../../datasets/stores/index.node.ts';
import { createMemoryStore } from '../../../../datasets/stores/index.ts';
import {
  encodeMessage,
  type OriginInfo,
  parseInferenceRequest,
  readSubvolume,
  type Subvolume,
  saveAlignedImage,
  saveSubvolume,
} from '../../../../ffn/inference/index.ts';

const CORNER = [30, 20, 10] as const;
const REQUEST = parseInferenceRequest('image_mean: 128 seed_policy: "PolicyPeaks"');

const ORIGINS: ReadonlyMap<number, OriginInfo> = new Map([
  [7, { startZyx: [0, 0, 1], iters: 3, walltimeSec: 0.5 }],
  [300, { startZyx: [0, 1, 1], iters: 70000, walltimeSec: 2 }],
]);
const OVERLAPS = new Map([
  [
    7,
    [
      { id: 2, voxels: 5 },
      { id: 3, voxels: 3_000_000_000 },
    ],
  ],
  [300, []],
]);

const SUBVOLUME: Subvolume = {
  shape: [1, 2, 2],
  segmentation: Int32Array.of(-1, 7, 300, 0),
  origins: ORIGINS,
  overlaps: OVERLAPS,
  request: REQUEST,
  counters: { 'predict-calls': 3 },
  probability: Uint8Array.of(0, 255, 200, 0),
};

/** A stand-in for the original's class, then what its `load_segmentation` does to a file. */
const PROGRAM = `
import collections, json, sys, types
storage = types.ModuleType('ffn.inference.storage')
class OriginInfo(collections.namedtuple('OriginInfo', ['start_zyx', 'iters', 'walltime_sec'])):
    pass
storage.OriginInfo = OriginInfo
for name in ('ffn', 'ffn.inference', 'ffn.inference.storage'):
    sys.modules[name] = storage
import numpy as np
data = np.load(sys.argv[1], allow_pickle=True)
prob = np.load(sys.argv[1].replace('.npz', '.prob'))
origins, overlaps = data['origins'].item(), data['overlaps'].item()
print(json.dumps({
    'segmentation': [str(data['segmentation'].dtype), data['segmentation'].tolist()],
    'origins': {k: [type(v).__name__, v.start_zyx, v.iters, v.walltime_sec, type(v.walltime_sec).__name__] for k, v in origins.items()},
    'overlaps': {k: [str(v.dtype), v.shape, v.tolist()] for k, v in overlaps.items()},
    'keys': [type(k).__name__ for k in origins],
    'request': data['request'].item().hex(),
    'counters': json.loads(str(data['counters'])),
    'qprob': [str(prob['qprob'].dtype), prob['qprob'].tolist()],
}))
`;

test("Python's NumPy opens a subvolume: labels, origins, overlaps, request, counters, probabilities", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'floodlight-storage-'));
  try {
    const path = await saveSubvolume(createFileStore(folder), CORNER, SUBVOLUME);
    assert.equal(path, '10/20/seg-10_20_30.npz');
    const { stdout } = await promisify(execFile)('/usr/bin/python3', ['-c', PROGRAM, join(folder, path)]);
    assert.deepEqual(JSON.parse(stdout), {
      segmentation: [
        'uint16',
        [
          [
            [0, 7],
            [300, 0],
          ],
        ],
      ],
      origins: {
        7: ['OriginInfo', [0, 0, 1], 3, 0.5, 'float'],
        300: ['OriginInfo', [0, 1, 1], 70000, 2, 'float'],
      },
      overlaps: {
        7: [
          'int64',
          [2, 2],
          [
            [2, 3],
            [5, 3_000_000_000],
          ],
        ],
        300: ['int64', [2, 0], [[], []]],
      },
      keys: ['int', 'int'],
      request: Buffer.from(encodeMessage('InferenceRequest', REQUEST)).toString('hex'),
      counters: { 'predict-calls': 3 },
      qprob: [
        'uint8',
        [
          [
            [0, 255],
            [200, 0],
          ],
        ],
      ],
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('a subvolume is read back, under its legacy name, too; a missing one is said', async () => {
  const store = createMemoryStore();
  const key = await saveSubvolume(store, CORNER, SUBVOLUME);
  const expected = {
    shape: [1, 2, 2],
    labels: Uint16Array.of(0, 7, 300, 0),
    origins: ORIGINS,
    overlaps: OVERLAPS,
  };
  assert.deepEqual(await readSubvolume(store, CORNER), expected);
  const legacy = createMemoryStore('old', [['seg-10_20_30.npz', (await store.get(key)) ?? new Uint8Array()]]);
  assert.deepEqual(await readSubvolume(legacy, CORNER), expected);
  await assert.rejects(
    readSubvolume(createMemoryStore(), [1, 2, 3]),
    /3\/2\/seg-3_2_1.npz: expected a segmentation, got no file/,
  );
});

test('the aligned image lies beside, as `im`', async () => {
  const store = createMemoryStore();
  await saveAlignedImage(store, CORNER, { shape: [1, 1, 2], image: Float32Array.of(0.5, -2) });
  const npz = openNpz((await store.get('10/20/seg-10_20_30.align')) ?? new Uint8Array());
  assert.deepEqual(npz.read('im'), { dataType: 'float32', shape: [1, 1, 2], data: Float32Array.of(0.5, -2) });
});
