import { test } from 'node:test';
import { assertConvolution, SIMD_CASES } from '../../support/simd-cases.ts';

for (const sizes of SIMD_CASES) {
  const [z, y, x, inChannels, outChannels] = sizes;
  test(`${z} x ${y} x ${x}, ${inChannels} to ${outChannels} channels: output and gradients`, () =>
    assertConvolution(sizes));
}
