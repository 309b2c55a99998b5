import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, toZyx, xyz } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import { openNpz } from '../../../datasets/npy/index.ts';
import { createCellPhantom } from '../../../datasets/phantom/index.ts';
import { createMemoryStore, type MemoryStore, type WritableStore } from '../../../datasets/stores/index.ts';
import { createReferenceNetwork } from '../../../ffn/backends/index.ts';
import {
  type InferenceEvent,
  parseInferenceRequest,
  readSubvolume,
  segmentSubvolume,
  subvolumePath,
} from '../../../ffn/inference/index.ts';
import { handSetModel } from '../../../ffn/model/index.ts';
import { brightBoxes, stubNetwork } from './stub-network.ts';

const request = parseInferenceRequest(`image_mean: 128 image_stddev: 33 seed_policy: "PolicyPeaks"
  checkpoint_interval: 1000000
  inference_options { init_activation: 0.95 pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6
    min_boundary_dist { x: 1 y: 1 z: 1 } min_segment_size: 20 }`);

/** Four bright blocks of [z, y, x] on black. */
const SHAPE = [24, 24, 36] as const;
const grey = brightBoxes(SHAPE, [
  [
    [3, 3, 3],
    [21, 21, 10],
  ],
  [
    [3, 3, 13],
    [10, 21, 33],
  ],
  [
    [13, 3, 13],
    [21, 11, 33],
  ],
  [
    [13, 14, 13],
    [21, 21, 33],
  ],
]);
const blocks = Uint8Array.from(grey, (v) => 200 * v);
const image = createMemoryVolume({ dataType: 'uint8', size: xyz(36, 24, 24), numChannels: 1, data: blocks });
const boundingBox = image.bounds;
const corner = toZyx(boundingBox.begin);
const CPOINT = subvolumePath(corner, 'cpoint');

interface Options {
  readonly output: WritableStore;
  /** Steps after which the run is stopped. */
  readonly steps?: number;
  readonly onEvent?: (event: InferenceEvent) => void;
}

/** @returns false where it was stopped. */
async function run({ output, steps = Infinity, onEvent }: Options): Promise<boolean> {
  const controller = new AbortController();
  let seen = 0;
  try {
    await segmentSubvolume({
      request,
      boundingBox,
      image,
      output,
      network: stubNetwork(),
      keepProbability: true,
      signal: controller.signal,
      onEvent(event) {
        onEvent?.(event);
        if (event.kind === 'step' && ++seen >= steps) controller.abort();
      },
    });
    return true;
  } catch (error) {
    if ((error as Error).name !== 'AbortedError') throw error;
    return false;
  }
}

/** Everything of a result but clock times. */
async function resultOf(output: MemoryStore) {
  const { labels, origins } = await readSubvolume(output, corner);
  const npz = openNpz((await output.get(subvolumePath(corner, 'npz')))!);
  const prob = openNpz((await output.get(subvolumePath(corner, 'prob')))!).read('qprob').data;
  const counters = JSON.parse(npz.readText('counters')) as Record<string, number>;
  const counted = Object.entries(counters).filter(([name]) => !/ms$|^load-image|^save_checkpoint/.test(name));
  const starts = [...origins].map(([id, { startZyx, iters }]) => ({ id, startZyx, iters }));
  return { labels, prob, starts, counters: Object.fromEntries(counted) };
}

/** A small generator: the points are random and the same every time. */
function* randomIntegers(seed: number, below: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield 1 + Math.floor((state / 2 ** 32) * below);
  }
}

test('stopped at random steps, over and over, a run ends as one that nothing stopped', async () => {
  const undisturbed = createMemoryStore();
  assert.ok(await run({ output: undisturbed }));
  const expected = await resultOf(undisturbed);
  assert.ok(expected.starts.length >= 3, `${expected.starts.length} objects`);
  assert.ok((expected.counters['update_at-calls'] ?? 0) > 100);

  const output = createMemoryStore();
  let stops = 0;
  let inObjects = 0;
  const onEvent = (event: InferenceEvent) => {
    if (event.kind === 'resumed' && event.steps > 0) inObjects++;
  };
  const points = randomIntegers(5, 12);
  while (!(await run({ output, steps: points.next().value as number, onEvent }))) {
    assert.ok(await output.get(CPOINT), 'a stopped run leaves a checkpoint');
    stops++;
  }
  assert.ok(stops > 10 && inObjects > 5, `${stops} stops, ${inObjects} in the middle of an object`);
  assert.deepEqual(await resultOf(output), expected);
  assert.equal(await output.get(CPOINT), undefined, 'and a finished one none');
});

test("another request's checkpoint, and torn ones, are refused", async () => {
  const output = createMemoryStore();
  await run({ output, steps: 7 });
  const bytes = (await output.get(CPOINT))!;
  const again = (change: object) =>
    segmentSubvolume({
      request: { ...request, ...change },
      boundingBox,
      image,
      output,
      network: stubNetwork(),
    });
  await assert.rejects(again({ imageMean: 120 }), { tag: 'invalid', message: /another run's.*--force/ });
  await output.put(CPOINT, bytes.subarray(0, bytes.length >> 1));
  await assert.rejects(again({}), { tag: 'corrupt', message: /broken one .*Remove the file: / });
});

test('a checkpoint that cannot be written is told, and the run goes on', async () => {
  const inner = createMemoryStore();
  const output: WritableStore = {
    ...inner,
    async put(key, bytes) {
      if (key.endsWith('.cpoint')) throw Object.assign(new Error('disk full'), { code: 'ENOSPC' });
      await inner.put(key, bytes);
    },
  };
  const failures: unknown[] = [];
  const begin = Date.now();
  // A clock that leaps: the interval has passed at every fiftieth visit.
  const { now } = Date;
  let calls = 0;
  Date.now = () => begin + 2e7 * ++calls;
  try {
    const onEvent = (event: InferenceEvent) => {
      if (event.kind === 'checkpoint-failed') failures.push(event.error);
    };
    assert.ok(await run({ output, onEvent }));
  } finally {
    Date.now = now;
  }
  assert.ok(failures.length > 2, `${failures.length}`);
  assert.match(String(failures[0]), /disk full/);
  assert.ok((await readSubvolume(inner, corner)).labels.some((label) => label > 0));
});

test('a result that cannot be written leaves a checkpoint, and the next run only writes it', async () => {
  const inner = createMemoryStore();
  const full: WritableStore = {
    ...inner,
    async put(key, bytes) {
      if (key.endsWith('.npz')) throw Object.assign(new Error('disk full'), { code: 'ENOSPC' });
      await inner.put(key, bytes);
    },
  };
  await assert.rejects(run({ output: full }), /disk full/);
  assert.ok(await inner.get(CPOINT));
  const steps: unknown[] = [];
  await run({ output: inner, onEvent: (event) => event.kind === 'step' && steps.push(event) });
  assert.deepEqual(steps, []);
  const undisturbed = createMemoryStore();
  await run({ output: undisturbed });
  assert.deepEqual(await resultOf(inner), await resultOf(undisturbed));
});

test('the hand-set network, stopped in the middle of its largest object', async () => {
  const { config, weights } = handSetModel({ depth: 4, fovSize: xyz(9, 9, 9), deltas: xyz(2, 2, 2) });
  const phantom = createCellPhantom({ size: xyz(32, 32, 32), seed: 3 });
  const cells = createMemoryVolume(phantom.image);
  const segmentCells = (output: MemoryStore, stopAt = Infinity) => {
    const controller = new AbortController();
    let seen = 0;
    const network = createReferenceNetwork(config, weights);
    return segmentSubvolume({
      request,
      boundingBox: boxOf(xyz(0, 0, 0), xyz(24, 20, 18)),
      image: cells,
      output,
      network,
      signal: controller.signal,
      onEvent: (event) => event.kind === 'step' && ++seen === stopAt && controller.abort(),
    });
  };
  const undisturbed = createMemoryStore();
  const { steps } = await segmentCells(undisturbed);
  const output = createMemoryStore();
  await assert.rejects(segmentCells(output, steps >> 1), { name: 'AbortedError' });
  const rest = await segmentCells(output);
  assert.equal(rest.steps, steps, 'steps of both runs');
  const labels = async (store: MemoryStore) => (await readSubvolume(store, corner)).labels;
  assert.deepEqual(await labels(output), await labels(undisturbed));
});
