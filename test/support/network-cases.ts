/** Networks on which a backend must equal the plain loops: sizes differ per axis, features per layer. */
import assert from 'node:assert/strict';
import { volumeOf, xyz } from '../../datasets/geometry/index.ts';
import { createReferenceNetwork, type FfnNetwork } from '../../ffn/backends/index.ts';
import type { ConvStack3DConfig, Weights } from '../../ffn/model/index.ts';
import { createRandom, randomArray, randomWeights } from './random-network.ts';

export interface NetworkCase {
  readonly name: string;
  readonly config: ConvStack3DConfig;
  readonly batches: readonly number[];
}

export const NETWORK_CASES: readonly NetworkCase[] = [
  {
    name: 'odd, unequal sizes and features, batches that grow and shrink',
    config: { depth: 3, features: [3, 4, 5, 4, 2, 4], fovSize: xyz(7, 5, 3), deltas: xyz(2, 1, 0) },
    batches: [1, 3, 2],
  },
  {
    name: 'one voxel, one channel',
    config: { depth: 1, features: 1, fovSize: xyz(1, 1, 1), deltas: xyz(0, 0, 0) },
    batches: [1, 2],
  },
  {
    name: 'primes: a row longer than a tile, a plane, 13 channels',
    config: { depth: 2, features: 13, fovSize: xyz(23, 11, 1), deltas: xyz(2, 1, 0) },
    batches: [1],
  },
  {
    name: '32 channels, FOV 9',
    config: { depth: 2, features: 32, fovSize: xyz(9, 9, 9), deltas: xyz(2, 2, 2) },
    batches: [2],
  },
];

/** Features that matrix units take. */
export const MATRIX_CASES: readonly NetworkCase[] = [
  {
    name: '16 features, unequal sizes, batches that grow and shrink',
    config: { depth: 2, features: 16, fovSize: xyz(7, 5, 3), deltas: xyz(2, 1, 0) },
    batches: [1, 3, 2],
  },
  {
    name: '32 features, a row longer than a matrix, a plane',
    config: { depth: 2, features: 32, fovSize: xyz(23, 11, 1), deltas: xyz(2, 1, 0) },
    batches: [1],
  },
  {
    name: '48 features, one voxel',
    config: { depth: 1, features: 48, fovSize: xyz(1, 1, 1), deltas: xyz(0, 0, 0) },
    batches: [2],
  },
];

/** Activations stay near 1, sums of up to 864 float32 products: 6e-8 each. */
const TOLERANCE = 1e-5;
/** Of two float16 for a number: 21 bits of its 24; what the published network's logits are held to. */
export const SPLIT_TOLERANCE = 5e-5;
/** Of float16, one part in 2048 of each number; rows or channels that are mixed up are off by 0.1 and more. */
export const HALF_TOLERANCE = 1e-2;

/** Fails where the backend differs from the loops. @returns the largest difference. */
export async function checkNetworkCase(
  { config, batches }: NetworkCase,
  open: (config: ConvStack3DConfig, weights: Weights) => Promise<FfnNetwork>,
  tolerance = TOLERANCE,
): Promise<number> {
  const weights = randomWeights(config, 7);
  const [network, reference] = [await open(config, weights), createReferenceNetwork(config, weights)];
  assert.deepEqual(network.info, reference.info);
  const random = createRandom(1);
  let worst = 0;
  for (const batch of batches) {
    const length = batch * volumeOf(config.fovSize);
    const [image, seed] = [randomArray(length, random), randomArray(length, random, 3)];
    const seen = await network.predict(image, seed, batch);
    const expected = await reference.predict(image, seed, batch);
    assert.equal(seen.length, length);
    worst = expected.reduce((most, v, i) => Math.max(most, Math.abs(v - seen[i])), worst);
    assert.ok(worst < tolerance, `batch ${batch}: max |difference| ${worst}`);
  }
  await network.dispose();
  return worst;
}
