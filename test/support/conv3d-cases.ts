/** Odd shapes on which the convolution kernel must equal its slow twin, in Node and in browsers. */
import assert from 'node:assert/strict';
import { runConv3d } from '../../ffn/kernels/index.ts';
import { type Conv3dArguments, type Conv3dShape, conv3d } from '../../ffn/reference/index.ts';
import { createRandom, randomArray } from './random-network.ts';

/**
 * Largest difference. Inputs are within 1 and weights within 1 / sqrt(taps * channels), so sums of up to 900
 * float32 products stay near 1, where rounding is 6e-8 each.
 */
const TOLERANCE = 5e-6;

interface Case {
  readonly name: string;
  readonly shape: Conv3dShape;
  readonly reluBefore?: boolean;
  readonly reluAfter?: boolean;
  readonly addResidual?: boolean;
}

/** batch, z, y, x, in, out, kernel. */
type Sizes = [number, number, number, number, number, number, 1 | 3];

const shapeOf = ([batch, z, y, x, inChannels, outChannels, kernelSize]: Sizes): Conv3dShape => ({
  batch,
  z,
  y,
  x,
  inChannels,
  outChannels,
  kernelSize,
});

export const CONV3D_CASES: readonly Case[] = [
  { name: 'one voxel, one channel: borders all around', shape: shapeOf([1, 1, 1, 1, 1, 1, 3]) },
  { name: 'exactly one tile', shape: shapeOf([1, 2, 4, 8, 4, 8, 3]) },
  { name: 'primes everywhere', shape: shapeOf([1, 3, 5, 11, 7, 13, 3]) },
  { name: 'a row, a column and a pillar longer than tiles', shape: shapeOf([1, 1, 1, 17, 3, 5, 3]) },
  { name: 'a column', shape: shapeOf([1, 1, 13, 1, 2, 9, 3]) },
  { name: 'a pillar', shape: shapeOf([1, 7, 1, 1, 5, 2, 3]) },
  { name: 'a batch of three', shape: shapeOf([3, 3, 5, 9, 2, 10, 3]) },
  {
    name: 'the first layer: 2 to 32 channels, rectified',
    shape: shapeOf([1, 5, 5, 9, 2, 32, 3]),
    reluAfter: true,
  },
  {
    name: 'a module: 32 to 32 channels, rectified input, residual',
    shape: shapeOf([2, 3, 5, 9, 32, 32, 3]),
    reluBefore: true,
    addResidual: true,
  },
  {
    name: 'output rectified before the residual',
    shape: shapeOf([1, 3, 3, 3, 3, 3, 3]),
    reluAfter: true,
    addResidual: true,
  },
  {
    name: 'the last layer: kernel 1, 32 to 1 channel',
    shape: shapeOf([2, 3, 5, 9, 32, 1, 1]),
    reluBefore: true,
  },
  { name: 'kernel 1, primes', shape: shapeOf([1, 3, 7, 5, 5, 11, 1]) },
];

/** Fails where the kernel differs from the loops. */
export async function checkConv3dCase(device: GPUDevice, { shape, ...flags }: Case): Promise<number> {
  const { batch, z, y, x, inChannels, outChannels, kernelSize } = shape;
  const random = createRandom(z * 1000 + outChannels);
  const taps = kernelSize ** 3;
  const voxels = batch * z * y * x;
  const args: Conv3dArguments = {
    shape,
    input: randomArray(voxels * inChannels, random),
    weights: randomArray(taps * inChannels * outChannels, random, 1 / Math.sqrt(taps * inChannels)),
    biases: randomArray(outChannels, random),
    reluBefore: flags.reluBefore,
    reluAfter: flags.reluAfter,
    residual: flags.addResidual ? randomArray(voxels * outChannels, random) : undefined,
  };
  const [actual, expected] = [await runConv3d(device, args), conv3d(args)];
  assert.equal(actual.length, expected.length);
  const difference = expected.reduce((most, v, i) => Math.max(most, Math.abs(v - actual[i])), 0);
  assert.ok(difference < TOLERANCE, `max |difference| ${difference}`);
  return difference;
}
