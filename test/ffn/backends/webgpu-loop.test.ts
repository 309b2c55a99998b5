import { after, before, test } from 'node:test';
import { createCpuNetwork, createWebgpuNetwork, type FfnNetwork } from '../../../ffn/backends/index.node.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import { openDevice } from '../../../ffn/kernels/index.ts';
import {
  assertDecided,
  assertRich,
  assertSameRun,
  PHANTOM_MODEL,
  segmentPhantom,
} from '../../support/phantom-run.ts';
import { checkStopAndResume, checkWalkCase, WALK_CASES, walkWeights } from '../../support/walk-cases.ts';

const { config, weights } = PHANTOM_MODEL;

/** Cheap to compile. */
const SMALL_TILE = { positions: 2, outQuads: 1, threads: 32 };

let webgpu: FfnNetwork;
let cpu: FfnNetwork;

before(async () => {
  const { gpu } = await createNodeGpu({ software: true });
  webgpu = await createWebgpuNetwork(config, weights, { device: await openDevice({ gpu }) });
  cpu = await createCpuNetwork(config, weights, { threads: 1 });
});
after(() => Promise.all([webgpu.dispose(), cpu.dispose()]));

test('a walk on the device segments what one on the CPU does, step by step', async (t) => {
  const expected = await segmentPhantom(cpu);
  const began = performance.now();
  const actual = await segmentPhantom(webgpu);
  const elapsedMs = performance.now() - began;
  t.diagnostic(
    `${actual.positions.length} steps in ${elapsedMs.toFixed(0)} ms: ${actual.outcomes.join('; ')}`,
  );
  assertDecided(expected);
  assertSameRun(actual, expected);
  assertRich(actual);
});

for (const walkCase of WALK_CASES) {
  test(`the same walk, voxel for voxel and bit for bit: ${walkCase.name}`, async (t) => {
    const { gpu } = await createNodeGpu({ software: true });
    const device = await openDevice({ gpu });
    const network = await createWebgpuNetwork(walkCase.config, walkWeights(walkCase.config), {
      device,
      tile: SMALL_TILE,
    });
    t.diagnostic(`${await checkWalkCase(walkCase, network)} steps`);
    await network.dispose();
  });
}

test('a walk that is stopped on the device goes on where it was', async () => {
  const [{ config }] = WALK_CASES;
  const { gpu } = await createNodeGpu({ software: true });
  const device = await openDevice({ gpu });
  const network = await createWebgpuNetwork(config, walkWeights(config), { device, tile: SMALL_TILE });
  await checkStopAndResume(WALK_CASES[0], network);
  await network.dispose();
});
