import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Zyx } from '../../datasets/geometry/index.ts';
import { createSeedPolicy, UNRESTRICTED } from '../../ffn/inference/index.ts';
import { FIB25_SHAPE, readGoldenNpy, readNormalisedImage } from './published.ts';

/** Twice what it takes on the slowest machine it was measured on, to catch a change of complexity. */
const MAX_SECONDS = 12;

test('PolicyPeaks: the 12,464 seeds of the whole volume, in order', async (t) => {
  const image = await readNormalisedImage();
  const expected = (await readGoldenNpy('peak_seeds_zyx.npy')).data as Uint16Array;
  const policy = createSeedPolicy('PolicyPeaks', {
    image,
    shape: FIB25_SHAPE,
    segmentation: new Int32Array(image.length),
    margin: [16, 16, 16],
    voxelSize: [1, 1, 1],
    restrictor: UNRESTRICTED,
  });
  const begin = performance.now();
  const seeds: Zyx[] = [];
  for (let seed = policy.next(); seed; seed = policy.next()) seeds.push(seed);
  const seconds = (performance.now() - begin) / 1000;
  const maxRssMb = Math.round(process.resourceUsage().maxRSS / 1024);
  t.diagnostic(`${seeds.length} seeds in ${seconds.toFixed(2)} s, ${maxRssMb} MB at most in the process`);
  assert.equal(seeds.length, 12464);
  assert.deepEqual(Uint16Array.from(seeds.flat()), expected);
  assert.ok(seconds < MAX_SECONDS, `${seconds} s`);
});
