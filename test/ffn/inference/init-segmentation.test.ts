import assert from 'node:assert/strict';
import { test } from 'node:test';
import { boxOf, xyz, type Zyx } from '../../../datasets/geometry/index.ts';
import { createMemoryVolume } from '../../../datasets/memory-volume.ts';
import {
  acceptObject,
  createCanvas,
  initSegmentation,
  makeContiguous,
  segmentAt,
  selectObject,
} from '../../../ffn/inference/index.ts';
import { OPTIONS, stubNetwork } from './stub-network.ts';

test('labels become 1, 2, … in their own order, background stays', () => {
  const { labels, original } = makeContiguous(BigUint64Array.of(7n, 2n ** 60n, 0n, 7n, 3n));
  assert.deepEqual([...labels], [2, 3, 0, 2, 1]);
  assert.deepEqual(original, [0n, 3n, 7n, 2n ** 60n]);
  // 0 counts, though it may not occur.
  assert.deepEqual([...makeContiguous(Int32Array.of(5, 5)).labels], [1, 1]);
  assert.throws(() => makeContiguous(Int32Array.of(1, -1)), /expected labels >= 0, got -1/);
  assert.throws(() => makeContiguous(Float32Array.of(1.5)), /expected labels >= 0, got 1.5/);
});

test('a canvas goes on where another segmentation ended', async () => {
  const shape: Zyx = [9, 9, 9];
  const image = new Float32Array(729).fill(1);
  const canvas = createCanvas({
    network: stubNetwork(),
    image,
    shape,
    options: OPTIONS,
    keepProbability: true,
  });
  // Two labels in the lowest section of the box; the volume begins one section below it.
  const data = new Uint32Array(2 * 9 * 9).fill(900, 81, 120).fill(4, 120);
  const volume = createMemoryVolume(
    { dataType: 'uint32', size: xyz(9, 9, 2), numChannels: 1, data },
    { origin: xyz(0, 0, 9) },
  );
  await initSegmentation(canvas, volume, boxOf(xyz(0, 0, 10), xyz(9, 9, 9)));
  assert.deepEqual(canvas.originalIds, [0n, 4n, 900n]);
  assert.equal(canvas.maxId, 2);
  assert.equal(canvas.segmentation[0], 2);
  assert.equal(canvas.segmentation[80], 1);
  assert.equal(canvas.segmentation[81], 0);
  assert.deepEqual([canvas.probability?.[80], canvas.probability?.[81]], [255, 0]);

  const steps = await segmentAt(canvas, [4, 4, 4]);
  const id = acceptObject(canvas, selectObject(canvas), {
    startZyx: [4, 4, 4],
    iters: steps,
    walltimeSec: 0,
  });
  assert.equal(id, 3);
  assert.deepEqual(canvas.overlaps.get(3), [
    { id: 1, voxels: 42 },
    { id: 2, voxels: 39 },
  ]);
});
