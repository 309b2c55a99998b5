import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gaussianFilter, gaussianWeights } from '../../../../ffn/inference/seeds/gaussian.ts';

test('Gaussian weights: the radius is int(4 sigma + 0.5), the sum 1', () => {
  const weights = gaussianWeights(49 / 6);
  assert.equal(weights.length, 34);
  const sum = weights[0] + 2 * weights.subarray(1).reduce((a, b) => a + b, 0);
  assert.ok(Math.abs(sum - 1) < 1e-15);
  // exp(-1/2) between the centre and one sigma away.
  assert.ok(Math.abs(gaussianWeights(2)[2] / gaussianWeights(2)[0] - Math.exp(-0.5)) < 1e-15);
});

test('a point becomes the product of three kernels, whatever the length of the lines', () => {
  // 9 + 4 = 13 voxels to the farthest weight: inside for x only, mirrored at the faces of z and y.
  const [nz, ny, nx] = [3, 6, 13];
  const data = new Float32Array(nz * ny * nx);
  data[(1 * ny + 2) * nx + 6] = 1;
  gaussianFilter(data, [nz, ny, nx], 1);
  const w = (d: number) => gaussianWeights(1)[Math.abs(d)] ?? 0;
  const line = (n: number, from: number, to: number) => {
    let sum = 0;
    for (const image of [from, -1 - from, 2 * n - 1 - from, from - 2 * n, from + 2 * n]) sum += w(to - image);
    return sum;
  };
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++) {
        const expected = line(nz, 1, z) * line(ny, 2, y) * line(nx, 6, x);
        assert.ok(Math.abs(data[(z * ny + y) * nx + x] - expected) < 1e-8, `${z},${y},${x}`);
      }
    }
  }
});

test('a constant stays what it is', () => {
  const data = new Float32Array(4 * 5 * 7).fill(3);
  gaussianFilter(data, [4, 5, 7], 3);
  for (const v of data) assert.ok(Math.abs(v - 3) < 1e-6);
});
