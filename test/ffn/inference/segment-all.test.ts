import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Zyx } from '../../../datasets/geometry/index.ts';
import {
  type CanvasOptions,
  createCanvas,
  type InferenceEvent,
  type SeedPolicy,
  segmentAll,
} from '../../../ffn/inference/index.ts';
import { brightBoxes, OPTIONS, OUTSIDE, stubNetwork } from './stub-network.ts';

const SHAPE: Zyx = [9, 9, 25];
const at = ([z, y, x]: Zyx): number => (z * SHAPE[1] + y) * SHAPE[2] + x;

/** Two bars of 3x3x7 voxels, and a speck of 2 between them. */
const LEFT = [
  [3, 3, 2],
  [6, 6, 9],
] as const;
const RIGHT = [
  [3, 3, 16],
  [6, 6, 23],
] as const;
const SPECK = [
  [4, 4, 12],
  [4 + 1, 4 + 1, 14],
] as const;
const IMAGE = brightBoxes(SHAPE, [LEFT, RIGHT, SPECK]);

function seedsAt(...seeds: Zyx[]): SeedPolicy {
  let index = 0;
  return {
    next: () => seeds[index++],
    getState: () => ({ coords: null, index }),
    setState() {},
  };
}

const open = (options: Partial<CanvasOptions> = {}, keepProbability = false) =>
  createCanvas({
    network: stubNetwork(),
    image: IMAGE,
    shape: SHAPE,
    options: { ...OPTIONS, ...options },
    keepProbability,
  });

const count = (values: Int32Array, id: number): number => values.filter((v) => v === id).length;

test('two objects, a speck too small, and seeds in and beside what is segmented', async () => {
  const canvas = open();
  const events: InferenceEvent[] = [];
  const seeds: Zyx[] = [
    [4, 4, 4],
    [4, 4, 6], // inside the first object
    [4, 4, 9], // one voxel beside it
    [4, 4, 12], // the speck
    [4, 4, 18],
    [1, 4, 4], // too close to a face
  ];
  await segmentAll(canvas, seedsAt(...seeds), { onEvent: (e) => e.kind !== 'step' && events.push(e) });

  assert.equal(count(canvas.segmentation, 1), 63);
  assert.equal(count(canvas.segmentation, 2), 63);
  assert.equal(canvas.segmentation[at([4, 4, 9])], -1, 'too close: marked');
  assert.equal(canvas.segmentation[at([4, 4, 12])], -1, 'too small: marked');
  assert.equal(count(canvas.segmentation, -1), 2);

  assert.deepEqual(
    events.map((e) => (e.kind === 'object' ? `${e.id}: ${e.voxels}` : e.kind === 'rejected' ? e.reason : '')),
    ['1: 63', 'small', '2: 63'],
  );
  assert.deepEqual(
    [...canvas.origins.values()].map((o) => o.startZyx),
    [
      [4, 4, 4],
      [4, 4, 18],
    ],
  );
  assert.ok([...canvas.origins.values()].every((o) => o.iters >= 3));

  const { counters } = canvas;
  assert.equal(counters.get('seed-policy-calls'), 7, 'one call says that there are no more');
  assert.equal(counters.get('segment_at-loop-calls'), 3);
  assert.equal(counters.get('segment_all-calls'), 1);
  assert.equal(counters.get('voxels-segmented'), 126);
  assert.equal(counters.get('voxels-overlapping'), 0);
  assert.deepEqual(
    Object.keys(counters.toJSON()).filter((name) => /valid.*-time-ms/.test(name)),
    ['invalid-small-time-ms', 'valid-time-ms'],
  );
});

test('min_segment_size is a lower bound, reached is enough', async () => {
  const exact = open({ minSegmentSizeVoxels: 63 });
  await segmentAll(exact, seedsAt([4, 4, 4]));
  assert.equal(exact.origins.size, 1);
  const more = open({ minSegmentSizeVoxels: 64 });
  await segmentAll(more, seedsAt([4, 4, 4]));
  assert.equal(more.origins.size, 0);
});

test('what another segment has stays with it and is counted; markers are taken', async () => {
  const canvas = open();
  for (let x = 6; x < 9; x++) canvas.segmentation[at([4, 3, x])] = 7;
  canvas.segmentation[at([3, 3, 8])] = 5;
  canvas.segmentation[at([5, 5, 2])] = -1;
  canvas.maxId = 7;
  await segmentAll(canvas, seedsAt([4, 4, 4]));
  assert.deepEqual(canvas.overlaps.get(8), [
    { id: 5, voxels: 1 },
    { id: 7, voxels: 3 },
  ]);
  assert.equal(count(canvas.segmentation, 8), 59);
  assert.equal(count(canvas.segmentation, 7), 3);
  assert.equal(canvas.segmentation[at([5, 5, 2])], 8);
  assert.equal(canvas.counters.get('voxels-overlapping'), 4);
});

test('a seed that ends weak is marked, and leaves nothing else', async () => {
  const canvas = createCanvas({
    network: stubNetwork((image) => image.map(() => OUTSIDE)),
    image: IMAGE,
    shape: SHAPE,
    options: OPTIONS,
  });
  const reasons: string[] = [];
  await segmentAll(canvas, seedsAt([4, 4, 4]), {
    onEvent: (e) => e.kind === 'rejected' && reasons.push(`${e.reason} after ${e.steps}`),
  });
  assert.deepEqual(reasons, ['weak after 1']);
  assert.equal(canvas.segmentation[at([4, 4, 4])], -1);
  assert.ok('invalid-weak-time-ms' in canvas.counters.toJSON());
});

test('probabilities are kept where asked for: 0.981 is 250', async () => {
  const canvas = open({}, true);
  await segmentAll(canvas, seedsAt([4, 4, 4]));
  // expit(3.96) = 0.9813; times 254 is 249.25, so 250 edges lie at or below it.
  assert.equal(canvas.probability?.[at([4, 4, 4])], 250);
  assert.equal(canvas.probability?.[at([0, 0, 0])], 0);
});

test('ids that are in use are passed over', async () => {
  const canvas = open();
  canvas.origins.set(1, { startZyx: [0, 0, 0], iters: 1, walltimeSec: 0 });
  await segmentAll(canvas, seedsAt([4, 4, 4]));
  assert.equal(canvas.segmentation[at([4, 4, 4])], 2);
});
