import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Conv3dShape, conv3d } from '../../../ffn/reference/index.ts';

const CUBE: Conv3dShape = { batch: 1, z: 3, y: 3, x: 3, inChannels: 1, outChannels: 1, kernelSize: 3 };
const ones = (length: number) => new Float32Array(length).fill(1);
const NO_BIAS = Float32Array.of(0);

test('a kernel of ones counts neighbours: 27 inside, 18 on a face, 12 on an edge, 8 in a corner', () => {
  const output = conv3d({ shape: CUBE, input: ones(27), weights: ones(27), biases: NO_BIAS });
  assert.deepEqual([output[13], output[4], output[1], output[0]], [27, 18, 12, 8]);
});

test('taps are z, y, x and are not flipped', () => {
  const weights = new Float32Array(27);
  weights[14] = 1; // (1, 1, 2): the neighbour at x + 1
  const input = Float32Array.from({ length: 27 }, (_, i) => i);
  const output = conv3d({ shape: CUBE, input, weights, biases: NO_BIAS });
  assert.deepEqual([...output.slice(0, 6)], [1, 2, 0, 4, 5, 0]);
});

test('channels are last: weights are [in, out]', () => {
  const shape: Conv3dShape = { ...CUBE, z: 1, y: 1, x: 1, inChannels: 2, outChannels: 3, kernelSize: 1 };
  const weights = Float32Array.of(1, 2, 3, 10, 20, 30);
  const output = conv3d({
    shape,
    input: Float32Array.of(1, -1),
    weights,
    biases: Float32Array.of(0, 0, 0.5),
  });
  assert.deepEqual([...output], [-9, -18, -26.5]);
});

test('the input is rectified before, the output before the residual is added', () => {
  const shape: Conv3dShape = { ...CUBE, z: 1, y: 1, x: 2, kernelSize: 1 };
  const args = { shape, input: Float32Array.of(2, -2), weights: ones(1), biases: Float32Array.of(-1) };
  assert.deepEqual([...conv3d(args)], [1, -3]);
  assert.deepEqual([...conv3d({ ...args, reluBefore: true })], [1, -1]);
  assert.deepEqual([...conv3d({ ...args, reluAfter: true })], [1, 0]);
  const residual = Float32Array.of(-5, 7);
  assert.deepEqual([...conv3d({ ...args, reluAfter: true, residual })], [-4, 7]);
});

test('members of a batch do not see each other', () => {
  const shape: Conv3dShape = { ...CUBE, batch: 2 };
  const input = new Float32Array(54).fill(1, 0, 27);
  const output = conv3d({ shape, input, weights: ones(27), biases: NO_BIAS });
  assert.equal(output[13], 27);
  assert.deepEqual([...output.slice(27)], [...new Float32Array(27)]);
});
