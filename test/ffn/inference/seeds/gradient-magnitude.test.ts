import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gradientMagnitude } from '../../../../ffn/inference/seeds/gradient-magnitude.ts';

test('a constant has no gradient', () => {
  const data = new Float32Array(4 * 5 * 7).fill(3);
  assert.deepEqual(gradientMagnitude(data, [4, 5, 7]), new Float32Array(140));
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
