import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gaussianFilter, gaussianWeights } from '../../../../ffn/inference/seeds/gaussian.ts';
import { gradientMagnitude } from '../../../../ffn/inference/seeds/gradient-magnitude.ts';

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

test('a constant stays what it is, and its gradient is 0', () => {
  const data = new Float32Array(4 * 5 * 7).fill(3);
  assert.deepEqual(gradientMagnitude(data, [4, 5, 7]), new Float32Array(140));
  gaussianFilter(data, [4, 5, 7], 3);
  for (const v of data) assert.ok(Math.abs(v - 3) < 1e-6);
});

test('gradient of a ramp along one axis: 2 steps across, smoothed by 4 x 4; 1 step at the mirrored faces', () => {
  const [nz, ny, nx] = [4, 3, 5];
  for (const axis of [0, 1, 2]) {
    const coordinate = (i: number) => [Math.floor(i / (ny * nx)), Math.floor(i / nx) % ny, i % nx][axis];
    const ramp = Float32Array.from({ length: nz * ny * nx }, (_, i) => 10 * coordinate(i));
    const last = [nz, ny, nx][axis] - 1;
    const expected = ramp.map((_, i) => (coordinate(i) === 0 || coordinate(i) === last ? 160 : 320));
    assert.deepEqual(gradientMagnitude(ramp, [nz, ny, nx]), expected, `axis ${axis}`);
  }
});

test('the three derivatives add as squares', () => {
  const [nz, ny, nx] = [5, 5, 5];
  const image = Float32Array.from({ length: 125 }, (_, i) => {
    const [z, y, x] = [Math.floor(i / 25), Math.floor(i / 5) % 5, i % 5];
    return z + 2 * y + 2 * x;
  });
  // (32, 64, 64) in the middle: 96.
  assert.equal(gradientMagnitude(image, [nz, ny, nx])[62], 96);
});
