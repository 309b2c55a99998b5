import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Zyx } from '../../../datasets/geometry/index.ts';
import { createCpuNetwork, createWebgpuNetwork, type FfnNetwork } from '../../../ffn/backends/index.node.ts';
import {
  createObjectSegmenter,
  type ObjectMask,
  type ObjectUpdate,
  parseInferenceOptions,
  resolveOptions,
} from '../../../ffn/inference/index.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { openDevice } from '../../../ffn/kernels/index.ts';
import { PHANTOM_MODEL } from '../../support/phantom-run.ts';
import { createRandom } from '../../support/random-network.ts';
import { brightBoxes, OPTIONS, stubNetwork } from './stub-network.ts';

const SHAPE: Zyx = [12, 12, 30];
const BOX: readonly [Zyx, Zyx] = [
  [2, 2, 2],
  [10, 10, 20],
];
const image = brightBoxes(SHAPE, [BOX]);

const open = () => createObjectSegmenter({ network: stubNetwork(), image, shape: SHAPE, options: OPTIONS });

async function collect(updates: AsyncIterable<ObjectUpdate>): Promise<ObjectUpdate[]> {
  const all: ObjectUpdate[] = [];
  for await (const update of updates) all.push(update);
  return all;
}

/** Writes a mask into a volume. */
function paint({ begin, size, mask }: ObjectMask, volume: Uint8Array, shape = SHAPE): void {
  mask.forEach((value, i) => {
    const [z, y, x] = [Math.floor(i / (size[1] * size[2])), Math.floor(i / size[2]) % size[1], i % size[2]];
    volume[((begin[0] + z) * shape[1] + begin[1] + y) * shape[2] + begin[2] + x] = value;
  });
}

test('a seed in, masks out, and at the end the whole object', async () => {
  const segmenter = open();
  const updates = await collect(segmenter.grow([6, 6, 6]));
  const painted = new Uint8Array(image.length);
  for (const update of updates) {
    if (update.kind === 'update') paint(update, painted);
  }
  const done = updates.at(-1);
  assert.ok(done?.kind === 'done');
  assert.deepEqual([done.isWeak, done.steps, done.voxels], [false, updates.length - 1, 8 * 8 * 18]);
  assert.deepEqual([...painted], [...image], 'masks add up to the bright box');
  assert.equal(segmenter.keep().voxels, done.voxels);
  assert.equal(segmenter.segmentation.filter((id) => id === 1).length, done.voxels);
});

test('what is kept is not entered again; what is not kept leaves nothing', async () => {
  const segmenter = open();
  await collect(segmenter.grow([6, 6, 6]));
  assert.ok(segmenter.segmentation.every((id) => id === 0));
  await collect(segmenter.grow([5, 5, 5]));
  segmenter.keep();
  assert.throws(() => segmenter.keep(), { message: /one that was grown/ });
  await assert.rejects(collect(segmenter.grow([6, 6, 8])), { tag: 'invalid', message: /a free voxel/ });
});

test('leaving the loop cancels, and another object can be grown', async () => {
  const segmenter = open();
  let seen = 0;
  for await (const _ of segmenter.grow([6, 6, 6])) if (++seen === 2) break;
  assert.equal(seen, 2);
  assert.throws(() => segmenter.keep(), { tag: 'invalid' });
  const controller = new AbortController();
  controller.abort();
  await assert.rejects(collect(segmenter.grow([6, 6, 6], controller.signal)), { name: 'AbortedError' });
  const done = (await collect(segmenter.grow([6, 6, 6]))).at(-1);
  assert.equal(done?.kind, 'done');
});

test('a seed on the dark, or too near a face', async () => {
  const segmenter = open();
  const dark = (await collect(segmenter.grow([6, 6, 26]))).at(-1);
  assert.ok(dark?.kind === 'done');
  assert.equal(dark.isWeak, true);
  await assert.rejects(collect(segmenter.grow([1, 6, 6])), { message: /at least 2, 2, 2 voxels/ });
});

test('an object that is stopped can be kept as it is', async () => {
  const segmenter = open();
  const updates: ObjectUpdate[] = [];
  for await (const update of segmenter.grow([6, 6, 6])) {
    updates.push(update);
    if (updates.length === 3) segmenter.stop();
  }
  const done = updates.at(-1);
  assert.ok(done?.kind === 'done');
  assert.equal(done.isStopped, true);
  assert.ok(done.steps >= 3 && done.steps < 20, `${done.steps} steps`);
  assert.equal(
    done.mask.reduce((sum, v) => sum + v, 0),
    done.voxels,
  );
  assert.equal(segmenter.keep().voxels, done.voxels);
});

test('objects that were there before are not entered', async () => {
  const segmenter = open();
  // A wall of x = 12, all through the box.
  for (let i = 12; i < segmenter.segmentation.length; i += SHAPE[2]) segmenter.segmentation[i] = 7;
  const done = (await collect(segmenter.grow([6, 6, 6]))).at(-1);
  assert.ok(done?.kind === 'done');
  assert.ok(done.voxels > 0 && done.voxels < 8 * 8 * 18, `${done.voxels}`);
  assert.equal(
    done.mask.reduce((sum, v) => sum + v, 0),
    done.voxels,
  );
});

test('on a GPU the object is seen growing, and ends as on the CPU', async () => {
  const options = resolveOptions(
    parseInferenceOptions('init_activation: 0.95 pad_value: 0.05 move_threshold: 0.9 segment_threshold: 0.6'),
  );
  const shape: Zyx = [15, 15, 34];
  const box = brightBoxes(shape, [
    [
      [3, 3, 3],
      [12, 12, 31],
    ],
  ]);
  // Brightness as the hand-set network takes it, and grain, which leads the walk.
  const random = createRandom(1);
  const grey = box.map((v) => (v > 0 ? 1.7 : -1.6) + 0.3 * random());
  const run = async (network: FfnNetwork) => {
    const segmenter = createObjectSegmenter({ network, image: grey, shape, options });
    const updates = await collect(segmenter.grow([9, 9, 9]));
    const done = updates.pop();
    assert.ok(done?.kind === 'done');
    const seen = new Uint8Array(grey.length);
    for (const update of updates) if (update.kind === 'update') paint(update, seen, shape);
    const whole = new Uint8Array(grey.length);
    paint(done, whole, shape);
    segmenter.dispose();
    await network.dispose();
    return { done, seen, whole, updates };
  };
  const { config, weights } = PHANTOM_MODEL;
  const { gpu } = await createNodeGpu({ software: true });
  const device = await openDevice({ gpu });
  const onGpu = await run(await createWebgpuNetwork(config, weights, { device }));
  const onCpu = await run(await createCpuNetwork(config, weights, { threads: 1 }));
  assert.deepEqual(onGpu.whole, onCpu.whole);
  assert.equal(onGpu.done.steps, onCpu.done.steps);
  assert.deepEqual(onCpu.seen, onCpu.whole, 'on the CPU every step is seen');
  assert.ok(onGpu.updates.length > 0, 'it was seen growing');
  const missed = onGpu.whole.filter((value, i) => value !== onGpu.seen[i]).length;
  const painted = onGpu.seen.filter((value) => value === 1).length;
  assert.ok(painted > 500 && missed < onGpu.done.voxels / 2, `${painted} seen, ${missed} missed`);
});
