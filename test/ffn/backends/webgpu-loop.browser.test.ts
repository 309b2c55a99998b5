import { test } from 'node:test';
import { createReferenceNetwork, createWebgpuNetwork } from '../../../ffn/backends/index.ts';
import { openDevice } from '../../../ffn/kernels/index.ts';
import {
  assertDecided,
  assertRich,
  assertSameRun,
  PHANTOM_MODEL,
  segmentPhantom,
} from '../../support/phantom-run.ts';
import { checkWalkCase, WALK_CASES, walkWeights } from '../../support/walk-cases.ts';

test('a walk on the device segments what plain loops do in this browser, step by step', async () => {
  const { config, weights } = PHANTOM_MODEL;
  const webgpu = await createWebgpuNetwork(config, weights, { device: await openDevice() });
  const actual = await segmentPhantom(webgpu);
  const expected = await segmentPhantom(createReferenceNetwork(config, weights));
  assertDecided(expected);
  assertSameRun(actual, expected);
  assertRich(actual);
  await webgpu.dispose();
});

for (const walkCase of WALK_CASES) {
  test(`the same walk in this browser: ${walkCase.name}`, async () => {
    const weights = walkWeights(walkCase.config);
    const network = await createWebgpuNetwork(walkCase.config, weights, { device: await openDevice() });
    await checkWalkCase(walkCase, network);
    await network.dispose();
  });
}
