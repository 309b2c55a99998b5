import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as core from '@tensorflow/tfjs-core';
import { volumeOf } from '../../../datasets/geometry/index.ts';
import { createTfjsNetwork, DeviceLostError } from '../../../ffn/backends/index.ts';
import { readTfjsModel } from '../../../ffn/model/index.ts';
import { checkNetworkCase, NETWORK_CASES } from '../../support/network-cases.ts';
import { createRandom, randomArray } from '../../support/random-network.ts';
import { convStackGraph } from '../../support/tfjs/graph-models.ts';
import { convStackLayers } from '../../support/tfjs/layers-models.ts';
import { openSoftware } from '../../support/tfjs/open-software.ts';
import {
  batchNormLayers,
  batchNormLoops,
  layerNormLayers,
  layerNormLoops,
  normalisingGraph,
  normalisingLoops,
  poolingLayers,
  poolingLoops,
  SMALL_SIZE,
} from '../../support/tfjs/other-models.ts';
import { saveModel } from '../../support/tfjs/save-model.ts';

const KINDS = { 'layers model': convStackLayers, 'graph model': convStackGraph };

for (const [kind, make] of Object.entries(KINDS)) {
  // Without 32 channels: the library takes ten seconds for them on the software adapter.
  for (const networkCase of NETWORK_CASES.slice(0, 3)) {
    test(`tfjs on WebGPU, a ${kind}, equals plain loops: ${networkCase.name}`, async (t) => {
      const worst = await checkNetworkCase(networkCase, async (config, weights) => {
        const store = await saveModel(await make(config, weights));
        return createTfjsNetwork(await readTfjsModel(store, 'model.json'), { device: await openSoftware() });
      });
      t.diagnostic(`max |difference| ${worst}`);
    });
  }

  test(`tfjs in plain JavaScript, a ${kind}, equals plain loops`, async () => {
    await checkNetworkCase(NETWORK_CASES[0]!, async (config, weights) => {
      const store = await saveModel(await make(config, weights));
      return createTfjsNetwork(await readTfjsModel(store, 'model.json'));
    });
  });
}

const VOXELS = volumeOf(SMALL_SIZE);
const OTHERS = {
  'batch normalisation in layers': { make: batchNormLayers, loops: batchNormLoops },
  'normalisation over channels in layers': { make: layerNormLayers, loops: layerNormLoops },
  'pooling, PReLU and ELU in layers': { make: poolingLayers, loops: poolingLoops },
  "a graph with a signature, normalised by each field of view's mean": {
    make: normalisingGraph,
    loops: normalisingLoops,
  },
};

for (const [name, { make, loops }] of Object.entries(OTHERS)) {
  for (const isOnGpu of [true, false]) {
    test(`${isOnGpu ? 'WebGPU' : 'plain JavaScript'}, what is no ConvStack3D: ${name}`, async () => {
      const model = await readTfjsModel(await saveModel(await make()), 'model.json');
      const network = await createTfjsNetwork(model, { device: isOnGpu ? await openSoftware() : undefined });
      const random = createRandom(4);
      for (const batch of [1, 3, 2]) {
        const [image, seed] = [1, 2].map((scale) => randomArray(batch * VOXELS, random, scale)) as [
          Float32Array,
          Float32Array,
        ];
        const seen = await network.predict(image, seed, batch);
        for (let i = 0; i < batch; i++) {
          const part = (values: Float32Array) => values.subarray(i * VOXELS, (i + 1) * VOXELS);
          loops(part(image), part(seed)).forEach((v, at) => {
            const got = part(seen)[at]!;
            assert.ok(Math.abs(v - got) < 1e-5, `batch ${batch}, field ${i}, voxel ${at}: ${got}, not ${v}`);
          });
        }
      }
      await assert.rejects(network.predict(new Float32Array(VOXELS), new Float32Array(3), 1), {
        name: 'UsageError',
        message: /predict: seed/,
      });
      await network.dispose();
    });
  }
}

test('networks on several devices at once, beside the use that a page makes of the library, leave nothing', async () => {
  await core.setBackend('cpu');
  const kept = core.tensor([1, 2, 3]);
  const model = await readTfjsModel(await saveModel(await poolingLayers()), 'model.json');
  const before = core.memory().numTensors;
  const networks = await Promise.all(
    [openSoftware(), openSoftware(), undefined].map(async (device) =>
      createTfjsNetwork(model, { device: await device }),
    ),
  );
  const random = createRandom(6);
  const [image, seed] = [randomArray(VOXELS, random), randomArray(VOXELS, random)];
  const expected = poolingLoops(image, seed);
  const answers = await Promise.all([0, 1, 2, 1, 0].map((i) => networks[i]!.predict(image, seed, 1)));
  for (const logits of answers) {
    logits.forEach((v, i) => {
      assert.ok(Math.abs(v - expected[i]!) < 1e-5);
    });
  }
  for (const network of networks) await network.dispose();
  await networks[0]!.dispose();
  assert.equal(core.memory().numTensors, before);
  assert.equal(core.getBackend(), 'cpu');
  assert.deepEqual([...core.mul(kept, 2).dataSync()], [2, 4, 6]);
});

test('a lost device is told as such, and another takes its place', async () => {
  const model = await readTfjsModel(await saveModel(await poolingLayers()), 'model.json');
  const before = core.memory().numTensors;
  const device = await openSoftware();
  const network = await createTfjsNetwork(model, { device, reopen: openSoftware });
  const random = createRandom(6);
  const [image, seed] = [randomArray(VOXELS, random), randomArray(VOXELS, random)];
  const expected = await network.predict(image, seed, 1);
  device.device.destroy();
  const losses = await Promise.all(
    [1, 1].map(() => network.predict(image, seed, 1).catch((error: unknown) => error)),
  );
  for (const loss of losses) {
    assert.ok(loss instanceof DeviceLostError && /device lost/.test(loss.message), String(loss));
    assert.equal(await network.renew!(loss), true);
  }
  assert.deepEqual(await network.predict(image, seed, 1), expected);
  assert.equal(await network.renew!(new RangeError('a defect')), false);
  await network.dispose();
  assert.equal(await network.renew!(losses[0]), false, 'nothing is opened after the end');
  assert.equal(core.memory().numTensors, before);
  const final = await createTfjsNetwork(model, { device: await openSoftware() });
  assert.equal(final.renew, undefined);
  await final.dispose();
});
