/** Networks on matrix units: emulated by plain threads on the software adapter, which has none; and as text that Dawn accepts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create } from 'webgpu';
import { xyz } from '../../../datasets/geometry/index.ts';
import { createWebgpuNetwork } from '../../../ffn/backends/index.ts';
import { createNodeGpu } from '../../../ffn/kernels/index.node.ts';
import {
  assertMatrixFits,
  convTile,
  createPipeline,
  headOf,
  type Kernel,
  type MatrixTile,
  openDevice,
} from '../../../ffn/kernels/index.ts';
import { convMatrix, gatherMatrix, HEAD_MATRIX } from '../../../ffn/kernels/matrix-kernels.ts';
import {
  checkNetworkCase,
  HALF_TOLERANCE,
  MATRIX_CASES,
  SPLIT_TOLERANCE,
} from '../../support/network-cases.ts';
import { checkWalkCase, walkWeights } from '../../support/walk-cases.ts';

const open = async () => openDevice({ gpu: (await createNodeGpu({ software: true })).gpu });

const TILES: readonly MatrixTile[] = [
  { tiles: 1, subgroups: 1, isSplit: true, isEmulated: true },
  { tiles: 2, subgroups: 2, isSplit: false, isEmulated: true },
];

for (const tile of TILES) {
  for (const networkCase of MATRIX_CASES) {
    test(`${tile.isSplit ? 'two float16' : 'one float16'} equal plain loops: ${networkCase.name}`, async (t) => {
      const worst = await checkNetworkCase(
        networkCase,
        async (config, weights) => createWebgpuNetwork(config, weights, { device: await open(), tile }),
        tile.isSplit ? SPLIT_TOLERANCE : HALF_TOLERANCE,
      );
      t.diagnostic(`max |difference| ${worst}`);
      // Rounded to eleven bits, they cannot be as good as split ones: the emulation would not round.
      if (!tile.isSplit) assert.ok(worst > 1.5e-5, `${worst}`);
    });
  }
}

test('other cuts give the same bits', async () => {
  const [{ config }] = MATRIX_CASES;
  const seen: Float32Array[] = [];
  const weights = walkWeights(config);
  const input = Float32Array.from({ length: 105 }, (_, i) => Math.sin(i));
  for (const [tiles, subgroups] of [
    [1, 1],
    [4, 1],
    [2, 4],
  ]) {
    const tile = { tiles, subgroups, isSplit: true, isEmulated: true };
    const network = await createWebgpuNetwork(config, weights, { device: await open(), tile });
    seen.push(await network.predict(input, input, 1));
    await network.dispose();
  }
  assert.ok(seen[0].some((value) => value !== 0));
  assert.deepEqual(seen[1], seen[0]);
  assert.deepEqual(seen[2], seen[0]);
});

test('a walk on matrix units takes the steps of the host with the same network', async () => {
  const config = { depth: 1, features: 16, fovSize: xyz(5, 3, 3), deltas: xyz(1, 1, 1) };
  const [tile] = TILES;
  const network = await createWebgpuNetwork(config, walkWeights(config), {
    device: await open(),
    tile: { ...tile, isSplit: false },
  });
  assert.match(network.device, /f16 on matrix units/);
  const walkCase = {
    name: 'small',
    config,
    shape: [5, 7, 9],
    discoSeedThreshold: 0,
    leastSteps: 10,
  } as const;
  await checkWalkCase(walkCase, network);
  await network.dispose();
});

/** What a driver would be given, by Dawn's own compiler; its null adapter computes nothing. */
const nullGpu = create(['backend=null', 'enable-dawn-features=allow_unsafe_apis']);

test('Dawn compiles every kernel in float16, on the null adapter', async () => {
  const { device } = await openDevice({ gpu: nullGpu });
  // Its subgroups have up to 128 threads, and workgroups are whole subgroups.
  const tiles = [1, 2, 4].flatMap((count) => [
    { tiles: count, subgroups: 4, isSplit: false },
    { tiles: count, subgroups: 4, isSplit: true },
  ]);
  const plain = { positions: 8, outQuads: 2, threads: 64, isHalf: true };
  const kernels = [
    ...tiles.flatMap((tile) => [convMatrix(tile, 1, 2), convMatrix(tile, 2, 2), gatherMatrix(tile)]),
    HEAD_MATRIX,
    convTile(plain),
    convTile(plain, { inHalf: false }),
    headOf(true),
  ] as unknown as Kernel<Record<string, number>>[];
  for (const kernel of kernels) await createPipeline(device, kernel);
  device.destroy();
});

test('features that matrix units cannot take are refused, with a cure', () => {
  const config = { depth: 1, fovSize: xyz(3, 3, 3), deltas: xyz(1, 1, 1) };
  for (const features of [13, 128, [16, 32]]) {
    assert.throws(() => assertMatrixFits({ ...config, features }), {
      name: 'UnsupportedError',
      message: /a multiple of 16, at most 64.*got (13|128|16, 32)/,
    });
  }
  assertMatrixFits({ ...config, features: 32 });
});
