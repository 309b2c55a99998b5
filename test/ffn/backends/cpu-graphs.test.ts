import assert from 'node:assert/strict';
import { test } from 'node:test';
import { volumeOf, xyz } from '../../../datasets/geometry/index.ts';
import { suitsTiles } from '../../../ffn/backends/cpu-graphs.ts';
import { createCpuNetwork } from '../../../ffn/backends/index.node.ts';
import type { ConvStack3DConfig } from '../../../ffn/model/index.ts';
import { checkNetworkCase, NETWORK_CASES, type NetworkCase } from '../../support/network-cases.ts';
import { createRandom, randomArray, randomWeights } from '../../support/random-network.ts';

const config = (z: number, rest: Partial<ConvStack3DConfig> = {}): ConvStack3DConfig => ({
  depth: 3,
  features: 16,
  fovSize: xyz(5, 3, z),
  deltas: xyz(1, 1, 0),
  ...rest,
});

/** No tile, one, two and three; 0 to 3 planes left over; channels that onnxruntime's blocks hold, and others. */
const CASES: readonly NetworkCase[] = [
  ...NETWORK_CASES,
  ...[1, 3, 4, 5, 6, 7, 9, 11, 12].map((z) => ({
    name: `${z} planes`,
    config: config(z),
    batches: z === 9 ? [1, 3, 2] : [1],
  })),
  {
    name: 'blocks of different sizes',
    config: config(9, { features: [16, 32, 48, 32, 16, 32] }),
    batches: [2],
  },
  { name: 'a plane of one voxel', config: config(9, { fovSize: xyz(1, 1, 9) }), batches: [2] },
  { name: 'a plane of one row', config: config(11, { fovSize: xyz(7, 1, 11) }), batches: [1] },
  { name: 'a plane of one column', config: config(10, { fovSize: xyz(1, 7, 10) }), batches: [1] },
];

for (const graph of ['tiled', 'plain'] as const) {
  for (const networkCase of graph === 'tiled' ? CASES : NETWORK_CASES) {
    test(`${graph} graph: ${networkCase.name}`, async (t) => {
      const open: Parameters<typeof checkNetworkCase>[1] = (config, weights) =>
        createCpuNetwork(config, weights, { threads: 1, graph });
      t.diagnostic(`max |difference| ${await checkNetworkCase(networkCase, open)}`);
    });
  }
}

test('tiled graph: a batch gives the bits of its members, on any number of threads', async () => {
  const wide = config(9, { features: 32, fovSize: xyz(9, 7, 9) });
  const weights = randomWeights(wide, 3);
  const networks = await Promise.all(
    [1, 2].map((threads) => createCpuNetwork(wide, weights, { threads, graph: 'tiled' })),
  );
  const length = volumeOf(wide.fovSize);
  const random = createRandom(5);
  const [image, seed] = [randomArray(3 * length, random), randomArray(3 * length, random, 3)];
  const [first, second] = [
    await networks[0]!.predict(image, seed, 3),
    await networks[1]!.predict(image, seed, 3),
  ];
  assert.deepEqual(second, first);
  for (let b = 0; b < 3; b++) {
    const of = (array: Float32Array) => array.slice(b * length, (b + 1) * length);
    assert.deepEqual(await networks[0]!.predict(of(image), of(seed), 1), of(first));
  }
  await Promise.all(networks.map((network) => network.dispose()));
});

test('values as large as a saturated network has do not leak through gap rows', async () => {
  const tall = config(8, { depth: 2 });
  const weights = new Map(
    [...randomWeights(tall, 9)].map(([name, { shape, data }]) => [
      name,
      { shape, data: data.map((v) => 30 * v) },
    ]),
  );
  const [tiled, plain] = await Promise.all(
    (['tiled', 'plain'] as const).map((graph) => createCpuNetwork(tall, weights, { threads: 1, graph })),
  );
  const length = volumeOf(tall.fovSize);
  const random = createRandom(2);
  const [image, seed] = [randomArray(length, random, 100), randomArray(length, random, 100)];
  const [seen, expected] = [await tiled!.predict(image, seed, 1), await plain!.predict(image, seed, 1)];
  const largest = expected.reduce((most, v) => Math.max(most, Math.abs(v)), 0);
  const difference = expected.reduce((most, v, i) => Math.max(most, Math.abs(v - seen[i]!)), 0);
  assert.ok(largest > 1e6, `${largest}`);
  assert.ok(difference < 1e-5 * largest, `${difference} of ${largest}`);
  await Promise.all([tiled!.dispose(), plain!.dispose()]);
});

test('tiles are taken where they are faster: whole blocks of channels, x64', () => {
  assert.equal(suitsTiles(config(9), 'x64'), true);
  assert.equal(suitsTiles(config(9), 'arm64'), false);
  assert.equal(suitsTiles(config(9, { features: 8 }), 'x64'), false);
  assert.equal(suitsTiles(config(9, { features: [16, 16, 16, 24, 16, 16] }), 'x64'), false);
});
