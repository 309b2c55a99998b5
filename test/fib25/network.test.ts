import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import sharp from 'sharp';
import type { Store } from '../../datasets/stores/store.ts';
import { createCpuNetwork, type FfnNetwork } from '../../ffn/backends/index.node.ts';
import { parseModelArgs, readCheckpoint, weightsFromCheckpoint } from '../../ffn/model/index.ts';
import { fib25Path } from '../support/paths.ts';

const THREADS = 2;
const SIZE = 33;
const FOV_VOXELS = SIZE ** 3;
/** Largest difference to another float32 implementation over a whole field of view. */
const GOLDEN_TOLERANCE = 5e-5;
const TABLE_TOLERANCE = 1e-3;

const logit = (p: number) => Math.log(p / (1 - p));
const [PAD_LOGIT, INIT_LOGIT, MOVE_LOGIT, SEGMENT_LOGIT] = [0.05, 0.95, 0.9, 0.6].map(logit);

let network: FfnNetwork;

before(async () => {
  const store: Store = {
    name: 'fib25/model',
    get: async (key) => new Uint8Array(await readFile(fib25Path('model', key))),
  };
  const config = parseModelArgs('{"depth": 12, "fov_size": [33, 33, 33], "deltas": [8, 8, 8]}');
  const weights = weightsFromCheckpoint(await readCheckpoint(store, 'model.ckpt-27465036'));
  network = await createCpuNetwork(config, weights, { threads: THREADS });
});

after(() => network.dispose());

/** A golden array: float32 (33, 33, 33). */
async function readGolden(name: string): Promise<Float32Array> {
  const file = await readFile(fib25Path('golden', `${name}.npy`));
  const begin = 10 + file.readUInt16LE(8);
  return new Float32Array(new Uint8Array(file.subarray(begin)).buffer);
}

const maxDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);

for (const step of ['step0', 'step4']) {
  test(`${step} of the golden object`, async (t) => {
    const [image, seed, expected] = await Promise.all(
      ['image', 'mask_logits', 'network_logits'].map((part) => readGolden(`${step}_${part}`)),
    );
    const difference = maxDifference(await network.predict(image, seed, 1), expected);
    t.diagnostic(`max |difference| ${difference}`);
    assert.equal(expected.length, FOV_VOXELS);
    assert.ok(difference < GOLDEN_TOLERANCE, `${difference}`);
  });
}

test('a batch gives what its members give one by one', async (t) => {
  const steps = ['step0', 'step4'];
  const join = async (part: string) =>
    Float32Array.from(
      (await Promise.all(steps.map((s) => readGolden(`${s}_${part}`)))).flatMap((a) => [...a]),
    );
  const logits = await network.predict(await join('image'), await join('mask_logits'), 2);
  const difference = maxDifference(logits, await join('network_logits'));
  t.diagnostic(`max |difference| ${difference}`);
  assert.ok(difference < GOLDEN_TOLERANCE, `${difference}`);
});

test('the same input gives the same bits', async (t) => {
  const [image, seed] = await Promise.all([readGolden('step4_image'), readGolden('step4_mask_logits')]);
  const began = performance.now();
  const runs = [];
  for (let i = 0; i < 5; i++) runs.push(await network.predict(image, seed, 1));
  t.diagnostic(`${((performance.now() - began) / runs.length).toFixed(0)} ms a step on ${THREADS} threads`);
  for (const run of runs) assert.deepEqual(run, runs[0]);
});

interface TableRow {
  readonly name: string;
  readonly image: () => Promise<Float32Array>;
  /** out at zyx (16,16,16) (0,0,0) (16,16,24) (16,24,16) (24,16,16) (8,16,16), mean, voxels over thresholds. */
  readonly values: readonly number[];
  readonly mean: number;
  readonly counts: readonly [move: number, segment: number];
}

const PLACES = [
  [16, 16, 16],
  [0, 0, 0],
  [16, 16, 24],
  [16, 24, 16],
  [24, 16, 16],
  [8, 16, 16],
];

const TABLE: readonly TableRow[] = [
  {
    name: 'all 0',
    image: async () => new Float32Array(FOV_VOXELS),
    values: [5.367362, 2.591384, 2.909562, 2.731349, 2.928008, 2.931974],
    mean: 2.915628,
    counts: [35934, 35937],
  },
  {
    name: 'sin(.3z) + cos(.2y) sin(.25x)',
    image: async () => fill((z, y, x) => Math.sin(0.3 * z) + Math.cos(0.2 * y) * Math.sin(0.25 * x)),
    values: [5.848398, 2.278943, 2.671598, 2.342729, 2.978674, 3.142341],
    mean: 2.824454,
    counts: [34182, 35915],
  },
  {
    name: 'volume at (16,24,204)',
    image: () => cropVolume(16, 24, 204),
    values: [4.154993, 0.445158, -1.429517, -2.27419, -2.581324, -1.008867],
    mean: -1.242012,
    counts: [940, 6125],
  },
  {
    name: 'volume at (16,18,109)',
    image: () => cropVolume(16, 18, 109),
    values: [5.494936, -2.448551, 2.913258, 3.184515, 3.138051, 3.371231],
    mean: 2.178172,
    counts: [29341, 31748],
  },
];

for (const { name, image, values, mean, counts } of TABLE) {
  test(`row of the acceptance table: ${name}`, async (t) => {
    const seed = new Float32Array(FOV_VOXELS).fill(PAD_LOGIT);
    seed[(FOV_VOXELS - 1) / 2] = INIT_LOGIT;
    const logits = await network.predict(await image(), seed, 1);
    const got = PLACES.map(([z, y, x]) => logits[(z * SIZE + y) * SIZE + x]);
    const gotMean = logits.reduce((sum, v) => sum + v, 0) / FOV_VOXELS;
    const difference = maxDifference(Float32Array.of(...got, gotMean), Float32Array.of(...values, mean));
    const gotCounts = [MOVE_LOGIT, SEGMENT_LOGIT].map((l) => logits.filter((v) => v >= l).length);
    t.diagnostic(`max |difference| ${difference}, voxels over thresholds ${gotCounts} (published ${counts})`);
    assert.ok(difference < TABLE_TOLERANCE, `${difference}`);
    // A voxel that lies on a threshold may fall to either side.
    for (const i of [0, 1]) assert.ok(Math.abs(gotCounts[i] - counts[i]) <= 1, `${gotCounts}`);
  });
}

function fill(value: (z: number, y: number, x: number) => number): Float32Array {
  return Float32Array.from({ length: FOV_VOXELS }, (_, i) =>
    value(Math.floor(i / SIZE ** 2), Math.floor(i / SIZE) % SIZE, i % SIZE),
  );
}

/** The field of view around a voxel (zyx) of the real volume, normalised as the published request says. */
async function cropVolume(z: number, y: number, x: number): Promise<Float32Array> {
  const slices = await Promise.all(
    Array.from({ length: SIZE }, (_, i) =>
      sharp(fib25Path('grayscale_maps', `iso.${2600 + z - 16 + i}.png`))
        .extractChannel(0)
        .raw()
        .toBuffer({ resolveWithObject: true }),
    ),
  );
  return fill((dz, dy, dx) => {
    const { data, info } = slices[dz];
    return (data[(y - 16 + dy) * info.width + x - 16 + dx] - 128) / 33;
  });
}
