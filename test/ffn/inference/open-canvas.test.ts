/** What a request names besides its image, from its text to the segmentation. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { encodeNpz, openNpz } from '../../../datasets/npy/index.ts';
import { createMemoryStore, type MemoryStore } from '../../../datasets/stores/index.ts';
import type { Volume } from '../../../datasets/volume.ts';
import {
  type InferenceEvent,
  NO_SOURCES,
  parseInferenceRequest,
  type RequestSources,
  readSubvolume,
  segmentSubvolume,
} from '../../../ffn/inference/index.ts';
import { repoPath } from '../../support/paths.ts';
import { brightBoxes, stubNetwork } from './stub-network.ts';

const REQUEST = `image_mean: 100 image_stddev: 50 seed_policy: "PolicyPeaks"
  inference_options { init_activation: 0.95 pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6
    min_boundary_dist { x: 1 y: 1 z: 1 } min_segment_size: 20 }`;

const BEGIN = xyz(100, 200, 300);
const BOX = boxOf(BEGIN, xyz(24, 24, 24));

/** Two bright blocks, left and right, from global x 103 and 114. */
const BRIGHT = brightBoxes(
  [24, 24, 24],
  [
    [
      [6, 6, 3],
      [18, 18, 10],
    ],
    [
      [6, 6, 14],
      [18, 18, 21],
    ],
  ],
);
const IMAGE = createMemoryVolume(
  { dataType: 'uint8', size: xyz(24, 24, 24), numChannels: 1, data: Uint8Array.from(BRIGHT, (v) => 200 * v) },
  { origin: BEGIN },
);

interface Result {
  readonly output: MemoryStore;
  /** x of the voxels that were tried as seeds, in order. */
  readonly tried: readonly number[];
  readonly path: string | undefined;
  readonly objects: number;
}

async function run(more: string, sources: RequestSources = NO_SOURCES): Promise<Result> {
  const output = createMemoryStore();
  const tried: number[] = [];
  const { path, objects } = await segmentSubvolume({
    request: parseInferenceRequest(
      REQUEST.replace(more.includes('seed_policy:') ? 'seed_policy: "PolicyPeaks"' : '\0', '') + more,
    ),
    boundingBox: BOX,
    image: IMAGE,
    network: stubNetwork(),
    output,
    sources,
    onEvent: (event: InferenceEvent) => {
      if (event.kind === 'object' || event.kind === 'rejected') tried.push(event.start[2]);
    },
  });
  return { output, tried, path, objects };
}

const read = (store: MemoryStore) => readSubvolume(store, [300, 200, 100]);
const mask = (field: string, expression: string) =>
  `${field} { coordinate_expression { expression: "${expression}" } }`;

test('without masks both blocks are found', async () => {
  const { objects } = await run('');
  assert.equal(objects, 2);
});

test('a mask keeps the walk out: the left block is found alone', async () => {
  const { output, objects } = await run(mask('masks', 'x >= 112'));
  assert.equal(objects, 1);
  const { labels } = await read(output);
  // Voxels at x 3 to 9 of the box.
  assert.equal(labels[(12 * 24 + 12) * 24 + 5], 1);
  assert.equal(labels[(12 * 24 + 12) * 24 + 17], 0);
});

test('an image mask sees raw grey values: with bright voxels masked nothing is found', async () => {
  const { objects } = await run('masks { image { channels { min_value: 150 max_value: 255 } } }');
  assert.equal(objects, 0);
});

test('a seed mask keeps seeds out, not walks', async () => {
  const { tried, objects } = await run(mask('seed_masks', 'x < 112'));
  assert.equal(objects, 1);
  assert.ok(tried.length > 0 && tried.every((x) => x >= 12), `${tried}`);
});

test('masks that cover everything: nothing is segmented, and nothing written', async () => {
  const { path, output } = await run(mask('masks', 'x > 0'));
  assert.equal(path, undefined);
  const keys: string[] = [];
  for await (const key of output.list?.('') ?? []) keys.push(key);
  assert.deepEqual(keys, []);
});

test('an initial segmentation keeps its place, under a low id', async () => {
  const data = Uint32Array.from(BRIGHT, (v, i) => (v > 0 && i % 24 < 12 ? 4_000_000_000 : 0));
  const volume = createMemoryVolume(
    { dataType: 'uint32', size: xyz(24, 24, 24), numChannels: 1, data },
    { origin: BEGIN },
  );
  const sources = { ...NO_SOURCES, openVolume: async () => volume };
  const { output, tried } = await run('init_segmentation { hdf5: "old.h5:labels" }', sources);
  const { labels, origins } = await read(output);
  assert.equal(labels[(12 * 24 + 12) * 24 + 5], 1);
  assert.equal(labels[(12 * 24 + 12) * 24 + 17], 2);
  assert.deepEqual([...origins.keys()], [2]);
  // No seed in the segment, x 3 to 9 of the box.
  assert.ok(tried.length > 0 && tried.every((x) => x < 3 || x > 9), `${tried}`);
});

test("an earlier run's seeds in reverse, from its own files", async () => {
  const first = await run('');
  const { origins } = await read(first.output);
  const sources = { ...NO_SOURCES, openDirectory: async () => first.output };
  const args = JSON.stringify(JSON.stringify({ segmentation_dir: 'first' }));
  const second = await run(`seed_policy: "PolicyInvertOrigins" seed_policy_args: ${args}`, sources);
  assert.deepEqual(second.tried, [...origins.values()].map(({ startZyx }) => startZyx[2]).reverse());
  assert.equal(second.objects, 2);
});

test('the normalised image is saved where the request asks for it', async () => {
  const { output } = await run('alignment_options { save_raw: true }');
  const bytes = await output.get('100/200/seg-100_200_300.align');
  const { data, shape } = openNpz(bytes ?? new Uint8Array()).read('im');
  assert.deepEqual(shape, [24, 24, 24]);
  assert.deepEqual(
    data,
    BRIGHT.map((v) => (200 * v - 100) / 50),
  );
});

/** Names in the published run's counters, but for those of what may not happen in a small one. */
const PUBLISHED_COUNTERS =
  `predict-time-ms inference-not-predict-ms voxels-segmented valid-time-ms predict-calls
  seed-policy-calls skip_invalid_pos segment_at-loop-calls voxels-overlapping seed-policy-time-ms
  segment_at-overhead-time-ms inference-time-ms segment_all-calls movement_policy-calls update_at-calls
  segment_all-time-ms inference-calls update_at-time-ms load-image-calls load-image-time-ms segment_at-loop-time-ms
  movement_policy-time-ms segment_at-overhead-calls`.split(/\s+/);

test("the file's counters have the published names; a mask's volume is opened once and counted", async () => {
  let opened = 0;
  const openVolume = async () => {
    opened++;
    return IMAGE;
  };
  const volume = 'masks { volume { mask { hdf5: "m.h5:m" } channels { values: 7 } } }';
  const { output } = await run(volume + volume, { ...NO_SOURCES, openVolume });
  const bytes = await output.get('100/200/seg-100_200_300.npz');
  const counters = JSON.parse(openNpz(bytes ?? new Uint8Array()).readText('counters'));
  for (const name of PUBLISHED_COUNTERS) assert.ok(name in counters, name);
  assert.equal(opened, 1);
  assert.deepEqual([counters['volstore-open-calls'], counters['load-mask-calls']], [1, 1]);
});

test('fields that are not carried out are errors that name them', async () => {
  await assert.rejects(run('alignment_options { type: UNKNOWN_ALIGNMENT }'), /got alignment_options\.type/);
  await assert.rejects(
    run('masks { volume { mask { hdf5: "m.h5:m" } } }'),
    /expected a way to open what the request names/,
  );
});

test('reference_histogram: every section gets the distribution of the table, masked pixels left out', async () => {
  const path = repoPath('test/fixtures/histogram/histogram.json');
  const { lut, cases } = JSON.parse(await readFile(path, 'utf8'));
  const [plain, masked] = cases.filter((c: { shape: number[] }) => c.shape[0] === 32 && c.shape[1] === 24);
  const sections = (section: readonly number[]) => Array.from({ length: 24 }, () => section).flat();
  const data = Uint8Array.from(sections(plain.image));
  const image = createMemoryVolume({ dataType: 'uint8', size: xyz(24, 32, 24), numChannels: 1, data });
  const files: Record<string, Uint8Array> = {
    'lut.npz': encodeNpz({ lut: { dataType: 'uint8', shape: [256], data: Uint8Array.from(lut) } }),
    'short.npz': encodeNpz({ lut: { dataType: 'uint8', shape: [255], data: new Uint8Array(255) } }),
    'other.npz': encodeNpz({ table: { dataType: 'uint8', shape: [256], data: new Uint8Array(256) } }),
  };
  const sources = { ...NO_SOURCES, readFile: async (name: string) => files[name]! };
  const imageOf = async (more: string, volume: Volume = image) => {
    const output = createMemoryStore();
    const request = parseInferenceRequest(`${REQUEST} alignment_options { save_raw: true } ${more}`);
    const network = stubNetwork();
    await segmentSubvolume({ request, boundingBox: image.bounds, image: volume, network, output, sources });
    return openNpz((await output.get('0/0/seg-0_0_0.align'))!).read('im').data;
  };
  const normalised = (greys: readonly number[]) => Float32Array.from(sections(greys), (v) => (v - 100) / 50);
  const named = 'reference_histogram: "lut.npz"';
  assert.deepEqual(await imageOf(''), normalised(plain.image));
  assert.deepEqual(await imageOf(named), normalised(plain.matched));
  const mask = 'histogram_masks { image { channels { channel: 0 max_value: 109 } } }';
  assert.deepEqual(await imageOf(`${named} ${mask}`), normalised(masked.matched));
  assert.notDeepEqual(plain.matched, masked.matched);
  await assert.rejects(
    imageOf('reference_histogram: "short.npz"'),
    /256 values of uint8, got 255 values of uint8/,
  );
  await assert.rejects(imageOf('reference_histogram: "other.npz"'), /256 values of uint8, got table/);
  const wide = createMemoryVolume({
    ...{ dataType: 'uint16', size: xyz(24, 32, 24), numChannels: 1 },
    data: Uint16Array.from(data),
  });
  await assert.rejects(imageOf(named, wide), /an image of uint8, which its table is for, got uint16/);
});
