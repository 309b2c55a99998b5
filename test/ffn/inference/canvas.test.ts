import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Zyx } from '../../../datasets/geometry/index.ts';
import {
  type CanvasOptions,
  createCanvas,
  initSeed,
  isValidPos,
  type Restrictor,
  segmentAt,
  updateAt,
} from '../../../ffn/inference/index.ts';
import { brightBoxes, INSIDE, OPTIONS, OUTSIDE, type Predict, stubNetwork } from './stub-network.ts';

const SHAPE: Zyx = [9, 9, 15];
const at = ([z, y, x]: Zyx): number => (z * SHAPE[1] + y) * SHAPE[2] + x;
const CENTRE: Zyx = [4, 4, 4];

/** A bar of 3x3x11 voxels along x. */
const BAR = brightBoxes(SHAPE, [
  [
    [3, 3, 2],
    [6, 6, 13],
  ],
]);

interface Setup {
  readonly predict?: Predict;
  readonly options?: Partial<CanvasOptions>;
  readonly restrictor?: Restrictor;
}

const open = ({ predict, options, restrictor }: Setup = {}) =>
  createCanvas({
    network: stubNetwork(predict),
    image: BAR,
    shape: SHAPE,
    options: { ...OPTIONS, ...options },
    restrictor,
  });

test('a seed is one voxel of logit; whatever the object before it left is unseen again', async () => {
  const canvas = open({ predict: (_, seed) => seed.map(() => 1) });
  const seen = () => canvas.seed.filter((v) => !Number.isNaN(v)).length;
  initSeed(canvas, CENTRE);
  assert.equal(canvas.seed[at(CENTRE)], OPTIONS.initLogit);
  assert.equal(seen(), 1);
  // Everywhere a field of view fits, by hand and as a walk.
  for (const x of [2, SHAPE[2] - 3]) await updateAt(canvas, [2, 2, x]);
  assert.ok(seen() >= 250);
  initSeed(canvas, [2, 2, 2]);
  assert.equal(seen(), 1);
  await segmentAt(canvas, CENTRE);
  assert.ok(seen() >= 125);
  initSeed(canvas, CENTRE);
  assert.equal(seen(), 1);
  assert.equal(canvas.seed[at(CENTRE)], OPTIONS.initLogit);
});

test('the network is given the pad logit where nothing was predicted, and its answer is written back', async () => {
  const seen: Float32Array[] = [];
  const canvas = open({
    predict: (image, seed) => {
      seen.push(image.slice(), seed.slice());
      return seed.map((_, i) => i);
    },
  });
  initSeed(canvas, CENTRE);
  const logits = await updateAt(canvas, CENTRE);
  const [image, seed] = seen;
  assert.equal(seed[62], OPTIONS.initLogit);
  assert.equal(seed.filter((v) => v === OPTIONS.padLogit).length, 124);
  assert.equal(image.filter((v) => v === 1).length, 3 * 3 * 5);
  assert.equal(canvas.seed[at([2, 2, 2])], 0);
  assert.equal(canvas.seed[at([2, 2, 3])], 1);
  assert.equal(canvas.seed[at([2, 3, 2])], 5);
  assert.equal(canvas.seed[at([6, 6, 6])], 124);
  assert.equal(logits[124], 124);
  assert.equal(canvas.seed.filter((v) => !Number.isNaN(v)).length, 125);
});

/** Answers `first` at the first evaluation and `then` at the others, everywhere but at the strong centre. */
const constant = (first: number, then: number): Predict => {
  let calls = 0;
  return (image) => {
    const value = calls++ === 0 ? first : then;
    return image.map((_, i) => (i === 62 ? INSIDE : value));
  };
};

test('disconnected-seed rule: background goes down, never up, once a voxel is strong', async () => {
  for (const [then, expected] of [
    [3, -1],
    [-0.5, -1],
    [-2, -2],
  ]) {
    const canvas = open({ predict: constant(-1, then) });
    initSeed(canvas, CENTRE);
    await updateAt(canvas, CENTRE);
    const logits = await updateAt(canvas, [4, 4, 5]);
    assert.equal(canvas.seed[at([2, 2, 3])], expected, `background, then ${then}`);
    assert.equal(logits[0], expected, 'what is returned is what was written');
    // x = 7 was not in the first field of view: unseen voxels take what the network says.
    assert.equal(canvas.seed[at([4, 4, 7])], then);
    // The first centre was object, and may change either way.
    assert.equal(canvas.seed[at(CENTRE)], then);
  }
});

test('disconnected-seed rule: off when negative, and needs more than its share of strong voxels', async () => {
  for (const [discoSeedThreshold, expected] of [
    [-1, 1],
    [1 / 125, 1],
    [0.9 / 125, -1],
  ]) {
    const canvas = open({ predict: constant(-1, 1), options: { discoSeedThreshold } });
    initSeed(canvas, CENTRE);
    await updateAt(canvas, CENTRE);
    await updateAt(canvas, CENTRE);
    assert.equal(canvas.seed[at([2, 2, 2])], expected, `threshold ${discoSeedThreshold}`);
  }
});

test('positions: below the threshold, too close to a face, in a segment; a marker does not count', () => {
  const canvas = open();
  const counts = () => ['skip_threshold', 'skip_invalid_pos'].map((name) => canvas.counters.get(name));
  initSeed(canvas, CENTRE);
  assert.ok(isValidPos(canvas, [4, 4, 5]), 'unseen passes');
  canvas.seed[at([4, 4, 5])] = OPTIONS.moveLogit;
  assert.ok(isValidPos(canvas, [4, 4, 5]), 'equal passes');
  canvas.seed[at([4, 4, 5])] = 2;
  assert.equal(isValidPos(canvas, [4, 4, 5]), false);
  assert.ok(isValidPos(canvas, [4, 4, 5], true));
  assert.deepEqual(counts(), [1, 0]);
  assert.equal(isValidPos(canvas, [1, 4, 4]), false);
  assert.equal(isValidPos(canvas, [4, 4, 13]), false);
  assert.ok(isValidPos(canvas, [4, 4, 12]));
  canvas.segmentation[at(CENTRE)] = -1;
  assert.ok(isValidPos(canvas, CENTRE));
  canvas.segmentation[at(CENTRE)] = 1;
  assert.equal(isValidPos(canvas, CENTRE), false);
  assert.deepEqual(counts(), [1, 3]);
});

test('the field of view walks along a bar, two voxels a step', async () => {
  const canvas = open();
  const visited: number[] = [];
  const steps = await segmentAt(canvas, CENTRE, {
    onEvent: (event) => event.kind === 'step' && visited.push(event.position[2]),
  });
  assert.deepEqual(
    [...new Set(visited)].sort((a, b) => a - b),
    [2, 4, 6, 8, 10, 12],
  );
  assert.equal(steps, visited.length);
  assert.equal(canvas.minPos[2], 2);
  assert.equal(canvas.maxPos[2], 12);
  BAR.forEach((bright, i) => {
    assert.equal(canvas.seed[i] > OPTIONS.segmentLogit, bright === 1);
  });
  const counters = canvas.counters.toJSON();
  for (const name of ['predict', 'inference', 'get-image', 'update_at', 'movement_policy']) {
    assert.equal(counters[`${name}-calls`], steps, name);
    assert.ok(counters[`${name}-time-ms`] >= 0);
  }
  assert.equal(counters['segment_at-loop-calls'], 1);
});

test('an object whose seed has become weak ends', async () => {
  // The start is strong at first; seen from anywhere else it is background, but the next centre is strong.
  let calls = 0;
  const canvas = open({
    predict: (image) => {
      calls++;
      return image.map(() => (calls === 1 ? INSIDE : OUTSIDE));
    },
  });
  assert.equal(await segmentAt(canvas, CENTRE), 2);
  assert.equal(canvas.counters.get('seed_got_too_weak'), 1);
});

test('a restrictor keeps the field of view out, and that is counted under the published name', async () => {
  const canvas = open({ restrictor: { isValidPos: ([, , x]) => x < 7, isValidSeed: () => true } });
  await segmentAt(canvas, CENTRE);
  assert.equal(canvas.maxPos[2], 6);
  assert.ok(canvas.counters.get('skip_restriced_pos') > 0);
});

test('a signal stops it between two evaluations', async () => {
  const controller = new AbortController();
  let steps = 0;
  const onEvent = () => ++steps === 2 && controller.abort();
  await assert.rejects(segmentAt(open(), CENTRE, { signal: controller.signal, onEvent }), {
    name: 'AbortedError',
  });
  assert.equal(steps, 2);
});

test('an image of another size is refused', () => {
  const input = { network: stubNetwork(), image: BAR, shape: [9, 9, 14] as const, options: OPTIONS };
  assert.throws(() => createCanvas(input), /9 x 9 x 14 = 1134 voxels \(z, y, x\), got 1215/);
});

test('a history has the centres of the walk, and what each evaluation took back; another object forgets it', async () => {
  // The second evaluation of an object says that everything is outside.
  let calls = 0;
  const predict: Predict = (image) => image.map(() => (calls++ < image.length ? INSIDE : OUTSIDE));
  const canvas = createCanvas({
    network: stubNetwork(predict),
    image: BAR,
    shape: SHAPE,
    options: OPTIONS,
    keepHistory: true,
  });
  const steps = await segmentAt(canvas, CENTRE);
  const history = canvas.history;
  assert.ok(history);
  assert.ok(steps >= 2);
  assert.equal(history.visited.length, steps);
  assert.deepEqual(history.visited[0], CENTRE);
  // Equal logits: the walk goes to a corner, two voxels on along every axis, and takes back the 3^3 both see.
  assert.deepEqual(history.deleted.slice(0, 2), [0, 3 ** 3]);
  initSeed(canvas, CENTRE);
  assert.deepEqual(history, { visited: [], deleted: [] });
  assert.equal(open().history, undefined);
});
