import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Zyx } from '../../../datasets/geometry/index.ts';
import { createObjectSegmenter, type ObjectUpdate } from '../../../ffn/inference/index.ts';
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

test('a seed in, masks out, and at the end the whole object', async () => {
  const segmenter = open();
  const updates = await collect(segmenter.grow([6, 6, 6]));
  const painted = new Uint8Array(image.length);
  for (const update of updates) {
    if (update.kind !== 'update') continue;
    const [z0, y0, x0] = update.begin;
    update.mask.forEach((value, i) => {
      const [z, y, x] = [Math.floor(i / 25), Math.floor(i / 5) % 5, i % 5];
      painted[((z0 + z) * SHAPE[1] + y0 + y) * SHAPE[2] + x0 + x] = value;
    });
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
