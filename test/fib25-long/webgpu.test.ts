/** The published network on WebGPU, by the software adapter: minutes, since an evaluation takes it dozens of CPU-seconds. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createWebgpuNetwork, type FfnNetwork } from '../../ffn/backends/index.node.ts';
import { createNodeGpu } from '../../ffn/kernels/index.node.ts';
import { openDevice } from '../../ffn/kernels/index.ts';
import { readGoldenNpy, readPublishedModel } from '../fib25/published.ts';
import { openPublishedCanvas, readPublishedLabels, readPublishedObjects, rerun } from '../fib25/rerun.ts';

/** Largest difference to another float32 implementation over a whole field of view. */
const GOLDEN_TOLERANCE = 5e-5;

let network: FfnNetwork;
before(async () => {
  const { config, weights } = await readPublishedModel();
  const { gpu } = await createNodeGpu({ software: true });
  network = await createWebgpuNetwork(config, weights, { device: await openDevice({ gpu, software: true }) });
});
after(() => network.dispose());

for (const step of ['step0', 'step4']) {
  test(`${step} of the golden object on WebGPU`, async (t) => {
    const [image, seed, expected] = await Promise.all(
      ['image', 'mask_logits', 'network_logits'].map(
        async (part) => (await readGoldenNpy(`${step}_${part}.npy`)).data as Float32Array,
      ),
    );
    const before = process.cpuUsage();
    const logits = await network.predict(image, seed, 1);
    const { user, system } = process.cpuUsage(before);
    const difference = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - logits[i])), 0);
    t.diagnostic(`max |difference| ${difference}, ${((user + system) / 1e6).toFixed(1)} CPU-s`);
    assert.ok(difference < GOLDEN_TOLERANCE, `${difference}`);
  });
}

test('objects 2 and 3 of the published run, walked on the device: the same steps and the same voxels', async (t) => {
  const published = await readPublishedLabels();
  const chosen = (await readPublishedObjects()).filter(({ id }) => id === 2 || id === 3);
  assert.deepEqual(
    chosen.map(({ iters }) => iters),
    [7, 1],
  );
  const canvas = await openPublishedCanvas(network);
  for (const object of chosen) {
    const { steps, voxels, differing } = await rerun(canvas, published, object);
    t.diagnostic(`object ${object.id}: ${steps} steps, ${voxels} voxels, ${differing} differ`);
    assert.deepEqual({ steps, differing }, { steps: object.iters, differing: 0 });
  }
  canvas.loop?.dispose();
});
