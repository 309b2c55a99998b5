/** A device that is lost while a network trains. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { xyz } from '../../../../datasets/geometry/index.ts';
import { createLastingTrainable } from '../../../../ffn/backends/gradients/index.ts';
import { createNodeGpu } from '../../../../ffn/kernels/index.node.ts';
import { type ComputeDevice, openDevice } from '../../../../ffn/kernels/index.ts';
import { createRandom, randomArray, randomWeights } from '../../../support/random-network.ts';

const CONFIG = { depth: 1, features: 4, fovSize: xyz(5, 5, 3), deltas: xyz(1, 1, 1) };
const TILE = { positions: 2, outQuads: 1, threads: 32 };
const WEIGHTS = randomWeights(CONFIG, 2);
const random = createRandom(3);
const EXAMPLE = {
  image: randomArray(75, random),
  seed: randomArray(75, random),
  labels: randomArray(75, random).map((v) => (v > 0 ? 0.95 : 0.05)),
};

const { gpu } = await createNodeGpu({ software: true });
const devices: ComputeDevice[] = [];
const open = async () => {
  devices.push(await openDevice({ gpu }));
  return devices.at(-1)!;
};

test('a batch of a lost device is computed on another, with the same bits; where there is none it fails', async () => {
  const losses: string[] = [];
  const network = await createLastingTrainable(CONFIG, {
    ...{ device: await open(), batch: 1, tile: TILE },
    async reopen() {
      const opened = await open();
      if (devices.length > 2) opened.device.destroy();
      return opened;
    },
    onLoss: ({ message }) => losses.push(message),
  });
  assert.ok(network.bytes > 10_000);
  const expected = await network.gradient(WEIGHTS, [EXAMPLE]);
  devices[0]!.device.destroy();
  assert.deepEqual(await network.gradient(WEIGHTS, [EXAMPLE]), expected);
  assert.deepEqual([devices.length, losses.length], [2, 1]);
  assert.match(losses[0]!, /^GPU, training: expected a device that stays, got device lost/);
  network.dispose();
  await devices[1]!.device.lost;
  await assert.rejects(async () => network.gradient(WEIGHTS, [EXAMPLE]), {
    name: 'DeviceLostError',
    message: /Look for other programs on this GPU/,
  });
  assert.equal(devices.length, 3);
});
