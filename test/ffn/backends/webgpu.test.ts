import assert from 'node:assert/strict';
import { test } from 'node:test';
import { volumeOf } from '../../../datasets/geometry/index.ts';
import { createWebgpuNetwork } from '../../../ffn/backends/index.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { type ConvTile, openDevice } from '../../../ffn/kernels/index.ts';
import { checkNetworkCase, NETWORK_CASES } from '../../support/network-cases.ts';
import { createRandom, randomArray, randomWeights } from '../../support/random-network.ts';

/** Cheap to compile: on the software adapter that is most of a test's time. */
const SMALL_TILE: ConvTile = { positions: 2, outQuads: 1, threads: 32 };

const open = async () => openDevice({ gpu: (await createNodeGpu({ software: true })).gpu });

for (const networkCase of NETWORK_CASES) {
  test(`webgpu equals plain loops: ${networkCase.name}`, async (t) => {
    const worst = await checkNetworkCase(networkCase, async (config, weights) =>
      createWebgpuNetwork(config, weights, { device: await open(), tile: SMALL_TILE }),
    );
    t.diagnostic(`max |difference| ${worst}`);
  });
}

for (const tile of [
  undefined,
  { positions: 16, outQuads: 1, threads: 64 },
  { positions: 3, outQuads: 4, threads: 16 },
]) {
  test(`tiles change speed, not results: ${JSON.stringify(tile ?? 'default')}`, async () => {
    await checkNetworkCase(NETWORK_CASES[3], async (config, weights) =>
      createWebgpuNetwork(config, weights, { device: await open(), tile }),
    );
  });
}

test('an evaluation does not depend on its neighbours in the batch, nor on calls that overlap', async () => {
  const { config } = NETWORK_CASES[0];
  const network = await createWebgpuNetwork(config, randomWeights(config, 3), {
    device: await open(),
    tile: SMALL_TILE,
  });
  const random = createRandom(5);
  const voxels = volumeOf(config.fovSize);
  const [image, seed] = [randomArray(3 * voxels, random), randomArray(3 * voxels, random, 3)];
  const one = (i: number) => [image, seed].map((a) => a.slice(i * voxels, (i + 1) * voxels));
  const [all, ...single] = await Promise.all([
    network.predict(image, seed, 3),
    ...[0, 1, 2].map((i) => network.predict(one(i)[0], one(i)[1], 1)),
  ]);
  single.forEach((logits, i) => {
    assert.deepEqual(logits, all.slice(i * voxels, (i + 1) * voxels));
  });
  await assert.rejects(network.predict(image, seed, 2), { name: 'UsageError', message: /predict: image/ });
  await network.dispose();
});
