/** Objects grown ahead of their turn: the same result, whether they turn out right or have to begin again. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { volumeOf, xyz, type Zyx } from '../../../datasets/geometry/index.ts';
import { createWebgpuNetwork, type FfnNetwork } from '../../../ffn/backends/index.ts';
import {
  createCanvas,
  type InferenceEvent,
  type InferenceHooks,
  parseInferenceOptions,
  resolveOptions,
  type SeedPolicy,
  segmentAll,
} from '../../../ffn/inference/index.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { type ConvTile, openDevice } from '../../../ffn/kernels/index.ts';
import type { ConvStack3DConfig, Weights } from '../../../ffn/model/index.ts';
import { assertSameRun, PHANTOM_MODEL, segmentPhantom } from '../../support/phantom-run.ts';
import { createRandom, randomArray } from '../../support/random-network.ts';
import { WALK_CASES, walkWeights } from '../../support/walk-cases.ts';

/** Cheap to compile. */
const TILE = { positions: 2, outQuads: 1, threads: 32 };

interface Model {
  readonly config: ConvStack3DConfig;
  readonly weights: Weights;
}

/** A network that counts what its device is asked for, by label. */
async function openCounted({ config, weights }: Model, lanes: number, tile?: ConvTile) {
  const opened = await openDevice({ gpu: (await createNodeGpu({ software: true })).gpu });
  const { device } = opened;
  const create = device.createCommandEncoder.bind(device);
  const counts: Record<string, number> = {};
  device.createCommandEncoder = (descriptor) => {
    const label = descriptor?.label ?? '';
    counts[label] = (counts[label] ?? 0) + 1;
    return create(descriptor);
  };
  const network = await createWebgpuNetwork(config, weights, { device: opened, tile, lanes });
  const grows = { count: 0 };
  const openLoop: FfnNetwork['openLoop'] = async (input) => {
    const loop = await network.openLoop!(input);
    const grow: typeof loop.grow = (start, hooks) => {
      grows.count++;
      return loop.grow(start, hooks);
    };
    return { ...loop, grow };
  };
  return { network: { ...network, openLoop }, counts, grows };
}

const [{ config, shape }] = WALK_CASES;
const RANDOM = { config, weights: walkWeights(config) };
/** Only the surest voxels of what a walk visits become a segment: the next walks begin beside it, and run into it. */
const OPTIONS = resolveOptions(
  parseInferenceOptions(`init_activation: 0.95 pad_value: 0.05 move_threshold: 0.4 segment_threshold: 0.98
    min_boundary_dist { x: 0 y: 0 z: 0 } min_segment_size: 1`),
);

function gridSeeds(): SeedPolicy {
  const seeds = [2, 5, 8].flatMap((z) => [3, 6, 9].flatMap((y) => [4, 8, 12, 17].map((x): Zyx => [z, y, x])));
  const coords = Int32Array.from(seeds.flat());
  let index = 0;
  return { next: () => seeds[index++], getState: () => ({ coords, index }), setState() {} };
}

function openCanvas(network: FfnNetwork) {
  const image = randomArray(volumeOf(shape), createRandom(9), 2);
  return createCanvas({ network, image, shape, options: OPTIONS });
}

async function segmentRandom(lanes: number, hooks: InferenceHooks = {}) {
  const { network, counts, grows } = await openCounted(RANDOM, lanes, TILE);
  const canvas = openCanvas(network);
  const events: InferenceEvent[] = [];
  await segmentAll(canvas, gridSeeds(), { ...hooks, onEvent: (event) => events.push(event) });
  await network.dispose();
  const result = {
    segmentation: canvas.segmentation,
    overlaps: canvas.overlaps,
    events,
    counters: Object.entries(canvas.counters.toJSON()).filter(([name]) => !name.endsWith('-ms')),
  };
  return { result, begins: counts['object begins'], grows: grows.count };
}

let once: ReturnType<typeof segmentRandom> | undefined;
/** The run that others are compared with; one is enough. */
const alone = () => {
  once ??= segmentRandom(1);
  return once;
};

test('seeds that are grown ahead in vain change nothing: the same to the last voxel, step and counter', async (t) => {
  const one = await alone();
  assert.equal(one.begins, one.grows);
  assert.ok(one.result.events.filter(({ kind }) => kind === 'object').length >= 5);
  const ahead = await segmentRandom(5);
  t.diagnostic(`${ahead.begins} beginnings of ${ahead.grows} walks`);
  assert.deepEqual(ahead.result, one.result);
  assert.ok(ahead.begins > ahead.grows, 'nothing was grown ahead');
});

/** Calls that a device has no use for. */
const ON_HOST_ONLY = ['get-image-calls', 'segment_at-overhead-calls'];

/** Steps that the host makes come with their logits; a walk's time is told by counters that end with -ms. */
const withoutLogits = (events: readonly InferenceEvent[]) =>
  events.map((event) => ({ ...event, logits: undefined }));

test('a checkpoint that falls due in the middle of objects is taken there: the same result', async () => {
  const undisturbed = await alone();
  const inObjects: number[] = [];
  let asked = 0;
  const { result } = await segmentRandom(3, {
    isCheckpointDue: () => ++asked % 3 === 0,
    async checkpoint({ steps }) {
      if (steps > 0) inObjects.push(steps);
    },
  });
  assert.ok(inObjects.length > 0, 'no checkpoint within an object');
  assert.deepEqual(result.segmentation, undisturbed.result.segmentation);
  assert.deepEqual(result.overlaps, undisturbed.result.overlaps);
  assert.deepEqual(withoutLogits(result.events), withoutLogits(undisturbed.result.events));
  const shared = result.counters.filter(([name]) => !ON_HOST_ONLY.includes(name));
  assert.deepEqual(shared, undisturbed.result.counters);
});

type Range = readonly [begin: number, end: number];

/** Sets ids in a box of the segmentation, half open. */
function mark(segmentation: Int32Array, id: number, [zs, ys, xs]: readonly [Range, Range, Range]): void {
  for (let z = zs[0]; z < zs[1]; z++) {
    for (let y = ys[0]; y < ys[1]; y++) {
      for (let x = xs[0]; x < xs[1]; x++) segmentation[(z * shape[1] + y) * shape[2] + x] = id;
    }
  }
}

/** Two objects one after the other; in between, a segment is accepted. */
async function growTwo(
  lanes: number,
  first: Zyx,
  before: Parameters<typeof mark>[2],
  between: typeof before,
) {
  const { network, counts } = await openCounted(RANDOM, lanes, TILE);
  const segmentation = new Int32Array(volumeOf(shape));
  mark(segmentation, 1, before);
  const image = randomArray(volumeOf(shape), createRandom(9), 2);
  const { initLogit, padLogit, moveLogit, moveScoreLogit: scoreLogit } = OPTIONS;
  const logits = { initLogit, padLogit, moveLogit, scoreLogit, discoSeedThreshold: 0 };
  const { deltas } = network.info;
  const loop = await network.openLoop({ shape, image, segmentation, deltas, ...logits });
  const second: Zyx = [5, 6, 18];
  const steps: Zyx[] = [];
  const onSteps = (some: readonly { readonly position: Zyx }[]) => {
    steps.push(...some.map(({ position }) => position));
  };
  await loop.grow(first, { onSteps, upcoming: () => [second] });
  const toldOfFirst = steps.length;
  const submitted = counts['steps'];
  const seenOfFirst = new Float32Array(volumeOf(shape));
  const all = { z: [0, shape[0]], y: [0, shape[1]] } as const;
  await loop.readLogits(all, seenOfFirst);
  const busy = counts['steps'] - submitted;
  mark(segmentation, 2, between);
  loop.writeSegmentation(all, segmentation);
  const begun = counts['object begins'];
  const result = await loop.grow(second, { onSteps });
  const seen = new Float32Array(volumeOf(shape));
  await loop.readLogits(all, seen);
  loop.dispose();
  await network.dispose();
  return {
    same: { steps, result, seenOfFirst, seen },
    toldOfFirst,
    /** Batches of steps while the host read what the first object left. */
    busy,
    begunAgain: counts['object begins'] - begun,
  };
}

const NOTHING = [
  [0, 0],
  [0, 0],
  [0, 0],
] as const;
/** Between the two starts. */
const WALL = [
  [0, 11],
  [0, 13],
  [9, 13],
] as const;
/** Beside the first start: its object is small, and ends while the second grows. */
const NEAR_FIRST = [
  [0, 11],
  [0, 13],
  [5, 8],
] as const;
/** A corner where no field of view can be centred. */
const CORNER = [
  [0, 1],
  [0, 1],
  [0, 1],
] as const;

for (const [name, before, between, begunAgain] of [
  ['that had ended', NOTHING, WALL, 1],
  ['that the segment does not touch', NOTHING, CORNER, 0],
  ['that is on its way and is not touched', NEAR_FIRST, CORNER, 0],
] as const) {
  test(`a segment is accepted, then comes the turn of a walk ${name}: as if it began now`, async () => {
    const start: Zyx = [5, 6, 4];
    const [ahead, alone] = [
      await growTwo(2, start, before, between),
      await growTwo(1, start, before, between),
    ];
    assert.deepEqual(ahead.same, alone.same);
    assert.deepEqual([ahead.begunAgain, alone.begunAgain], [begunAgain, 1]);
    const second = alone.same.result.steps;
    assert.ok(second >= 16, `${second} steps`);
    if (before === NEAR_FIRST) {
      assert.ok(alone.toldOfFirst < 16, `${alone.toldOfFirst} steps of the first`);
      assert.ok(ahead.busy > 0, 'the device stood idle while the second had moves left');
    }
    assert.equal(alone.busy, 0);
  });
}

test('the same start, asked for twice, is grown twice', async () => {
  const second: Zyx = [5, 6, 18];
  const { same, begunAgain } = await growTwo(2, second, NOTHING, NOTHING);
  assert.equal(begunAgain, 1);
  const { steps } = same.result;
  assert.ok(steps >= 16 && same.steps.length === 2 * steps, `${same.steps.length} told of ${steps}`);
  assert.deepEqual(same.steps.slice(0, steps), same.steps.slice(steps));
});

test('a segment is accepted where only steps have been that are not told yet: the walk begins again', async () => {
  const start: Zyx = [5, 6, 4];
  const { same, toldOfFirst } = await growTwo(1, start, NEAR_FIRST, NOTHING);
  // The first object ends in the first batch of 16; the second batch is under way by then, and has made this step.
  const at = same.steps[toldOfFirst + 20];
  const [z, y, x] = at.map((v): Range => [v, v + 1]);
  const [ahead, alone] = [
    await growTwo(2, start, NEAR_FIRST, [z, y, x]),
    await growTwo(1, start, NEAR_FIRST, [z, y, x]),
  ];
  assert.deepEqual(ahead.same, alone.same);
  assert.equal(ahead.begunAgain, 1);
});

test('cells that do not touch: what grew ahead is taken, and fewer steps are submitted', async (t) => {
  const [alone, ahead] = [await openCounted(PHANTOM_MODEL, 1), await openCounted(PHANTOM_MODEL, 4)];
  const size = xyz(44, 22, 17);
  const expected = await segmentPhantom(alone.network, size);
  assert.ok(expected.outcomes.filter((text) => /^\d/.test(text)).length >= 3, expected.outcomes.join('\n'));
  assertSameRun(await segmentPhantom(ahead.network, size), expected);
  t.diagnostic(`batches: ${alone.counts['steps']} alone, ${ahead.counts['steps']} with four lanes`);
  t.diagnostic(`${ahead.counts['object begins']} beginnings of ${ahead.grows.count} walks`);
  assert.ok(ahead.counts['steps'] < 0.75 * alone.counts['steps']);
  await Promise.all([alone.network.dispose(), ahead.network.dispose()]);
});

test('a walk that is stopped while others grow ahead is read back whole, and goes on on the host', async () => {
  const { network } = await openCounted(RANDOM, 4, TILE);
  const [stopped, whole] = [openCanvas(network), openCanvas(network)];
  const stop = new AbortController();
  const hooks: InferenceHooks = { signal: stop.signal, onEvent: () => stop.abort() };
  const seeds = gridSeeds();
  let inFlight = { steps: 0, elapsedMs: 0 };
  const checkpoint = async (state: typeof inFlight) => {
    inFlight = state;
  };
  await assert.rejects(segmentAll(stopped, seeds, { ...hooks, checkpoint }), { name: 'AbortedError' });
  assert.ok(inFlight.steps >= 15 && inFlight.steps < 80, `stopped after ${inFlight.steps}`);
  const rest = gridSeeds();
  await segmentAll(stopped, rest, {}, inFlight);
  await segmentAll(whole, gridSeeds());
  assert.deepEqual(stopped.segmentation, whole.segmentation);
  assert.equal(stopped.counters.get('update_at-calls'), whole.counters.get('update_at-calls'));
  await network.dispose();
});
