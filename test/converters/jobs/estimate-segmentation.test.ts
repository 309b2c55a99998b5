import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateSegmentation, formatSegmentationEstimate } from '../../../converters/jobs/index.ts';
import { boxOf, xyz } from '../../../datasets/geometry/index.ts';
import type { FfnNetwork } from '../../../ffn/backends/index.ts';

/** Answers at once: what is tested is what the estimate makes of the time, not the time. */
function networkOf(edge: number, delta: number): FfnNetwork & { readonly asked: number[] } {
  const asked: number[] = [];
  return {
    asked,
    info: { fovSize: [edge, edge, edge], deltas: [delta, delta, delta] },
    device: 'a stand-in',
    async predict(_seed, image, batch) {
      asked.push(batch);
      return new Float32Array(image.length);
    },
    async dispose() {},
  };
}

const cube = (edge: number) => boxOf(xyz(0, 0, 0), xyz(edge, edge, edge));
const GB = 1e9;

test("the published volume would take the published run's 25,799 steps; 20 are timed", async () => {
  const network = networkOf(33, 8);
  const options = { subvolumes: [cube(250)], concurrency: 1, batchSize: 2, availableBytes: 8 * GB };
  const estimate = await estimateSegmentation(network, options);
  assert.equal(estimate.steps, 25_799);
  assert.deepEqual(network.asked, Array(20).fill(2));
  assert.equal(estimate.voxels, 250 ** 3);
  assert.equal(estimate.advice, 'fits');
  assert.ok(Math.abs(estimate.hours - (25_799 * estimate.secondsPerStep) / 3600) < 1e-9);
  const text = formatSegmentationEstimate({ ...estimate, secondsPerStep: 0.105, hours: 0.752 });
  assert.match(text, /^1 subvolume, about 25799 steps at 0\.105 s: 45 min on a stand-in\n/);
  assert.match(text, /\nmemory 625\.0 MB, 8\.0 GB free: fits\n/);
  assert.match(formatSegmentationEstimate({ ...estimate, hours: 12.34 }), /: 12\.3 h on /);
  assert.match(formatSegmentationEstimate({ ...estimate, hours: 0.004 }), /: 14 s on /);
});

test('the knob that lowers memory: fewer subvolumes at once, then smaller ones, then nothing here', async () => {
  const advise = async (edge: number, concurrency: number, availableBytes: number) => {
    const subvolumes = Array(8).fill(cube(edge));
    const options = { subvolumes, concurrency, batchSize: 1, availableBytes };
    return (await estimateSegmentation(networkOf(33, 8), options)).advice;
  };
  // 40 bytes a voxel: 5 GB for each 500^3.
  assert.equal(await advise(500, 8, 16 * GB), 'too much memory: --batch-size 3 --concurrency 3');
  assert.equal(await advise(500, 1, 16 * GB), 'fits');
  // The cube root of 4e9 / 40 / 1.25 is 430.9.
  assert.equal(await advise(500, 8, 4 * GB), 'too much memory: --subvolume 430,430,430, then reconcile');
  assert.match(await advise(500, 1, 1e6), /smallest subvolume too/);
});

test('what a canvas takes on a device of its own is told, for as many as are there at once', async () => {
  const shapes: (readonly number[])[] = [];
  const network: FfnNetwork = {
    ...networkOf(33, 8),
    deviceBytes(shape) {
      shapes.push(shape);
      return 3e8;
    },
  };
  const subvolumes = [cube(60), boxOf(xyz(0, 0, 0), xyz(100, 90, 80)), cube(70)];
  const estimate = await estimateSegmentation(network, { subvolumes, concurrency: 2, batchSize: 1 });
  assert.deepEqual(shapes, [[80, 90, 100]]);
  assert.equal(estimate.deviceBytes, 6e8);
  assert.match(formatSegmentationEstimate(estimate), /: fits; on the device 600\.0 MB\n/);
});

test('a dry run that is stopped has no estimate', async () => {
  const options = { subvolumes: [cube(60)], concurrency: 1, batchSize: 1, signal: AbortSignal.abort() };
  await assert.rejects(estimateSegmentation(networkOf(33, 8), options), {
    tag: 'aborted',
    message: /expected 20 evaluations, got a request to stop after 0/,
  });
});
