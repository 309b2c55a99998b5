/** Convolutions of `ffn/simd` and their gradients against slow twins on odd shapes, in Node and in browsers. */
import assert from 'node:assert/strict';
import { zyx } from '../../datasets/geometry/index.ts';
import { type Conv3dShape, conv3d, conv3dGradients } from '../../ffn/reference/index.ts';
import {
  addFilterGradient,
  convolve,
  createArena,
  createGrid,
  createKernelSet,
  eachGridRow,
  offsetOf,
  type PlacedGrid,
  packTurned,
  packWeights,
  paddedChannels,
  unpackGradient,
  weightCount,
} from '../../ffn/simd/index.ts';
import { createRandom, randomArray } from './random-network.ts';

/** z, y, x, in, out. */
export const SIMD_CASES: readonly (readonly [number, number, number, number, number])[] = [
  [1, 1, 1, 1, 1],
  [3, 5, 7, 2, 8],
  [2, 3, 4, 3, 5],
  [5, 1, 11, 8, 16],
  [1, 7, 5, 16, 8],
  [3, 3, 13, 32, 32],
  [2, 2, 10, 7, 13],
];

/** Sums of up to 900 float32 products of numbers within 1 and 0.3. */
const TOLERANCE = 2e-5;
const FLOAT = 4;

const largest = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  assert.equal(a.length, b.length);
  let most = 0;
  for (let i = 0; i < a.length; i++) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  return most;
};

/** @returns the largest differences of output, gradient of the input and gradient of the weights. */
export function compareConvolution([
  z,
  y,
  x,
  inChannels,
  outChannels,
]: (typeof SIMD_CASES)[number]): number[] {
  const shape: Conv3dShape = { batch: 1, z, y, x, inChannels, outChannels, kernelSize: 3 };
  const random = createRandom(z * 100 + x);
  const voxels = z * y * x;
  const input = randomArray(voxels * inChannels, random);
  const gradient = randomArray(voxels * outChannels, random);
  const weights = randomArray(27 * inChannels * outChannels, random, 0.3);
  const biases = randomArray(outChannels, random);
  const expected = conv3d({ shape, input, weights, biases });
  const slow = conv3dGradients({ shape, input, weights, gradient });
  const found = convolveBySimd({ shape, input, gradient, weights, biases });
  return [
    largest(found.output, expected),
    largest(found.input, slow.input),
    largest(found.weights, slow.weights),
  ];
}

export function assertConvolution(sizes: (typeof SIMD_CASES)[number]): void {
  const [output = 1, input = 1, weights = 1] = compareConvolution(sizes);
  assert.ok(output <= TOLERANCE, `output: ${output}`);
  assert.ok(input <= TOLERANCE, `gradient of the input: ${input}`);
  assert.ok(weights <= TOLERANCE, `gradient of the weights: ${weights}`);
}

interface Data {
  readonly shape: Conv3dShape;
  readonly input: Float32Array;
  readonly gradient: Float32Array;
  readonly weights: Float32Array;
  readonly biases: Float32Array;
}

function convolveBySimd({ shape, input, gradient, weights, biases }: Data) {
  const { inChannels, outChannels } = shape;
  // As of a layer inside a network: the input's gradient wants whole tiles of inputs, too.
  const padded = { inChannels: paddedChannels(inChannels), outChannels: paddedChannels(outChannels) };
  const turnedPair = { inChannels: padded.outChannels, outChannels: padded.inChannels };
  const kernels = createKernelSet([padded, turnedPair]);
  const arena = createArena(kernels);
  const size = zyx(shape.z, shape.y, shape.x);
  const place = (channels: number): PlacedGrid => {
    const grid = createGrid(size, channels);
    return { grid, address: arena.take(grid.bytes) };
  };
  const [source, target] = [place(padded.inChannels), place(padded.outChannels)];
  const [outGradient, inGradient] = [place(padded.outChannels), place(padded.inChannels)];
  const count = weightCount(padded);
  const [forward, turned, sums] = [0, 1, 2].map(() => arena.take(count * FLOAT)) as [number, number, number];
  const [bias, zeros] = [arena.take(padded.outChannels * FLOAT), arena.take(padded.inChannels * FLOAT)];
  const floats = ({ grid, address }: PlacedGrid) => arena.floats(address, grid.bytes / FLOAT);
  const plain = { inChannels, outChannels, padded, data: weights };
  packWeights(arena.floats(forward, count), plain);
  packTurned(arena.floats(turned, count), plain);
  arena.floats(bias, outChannels).set(biases);
  fillGrid(floats(source), source, input, inChannels);
  fillGrid(floats(outGradient), outGradient, gradient, outChannels);
  convolve(kernels.of(padded), { source, target, weights: forward, biases: bias });
  convolve(kernels.of(turnedPair), {
    source: outGradient,
    target: inGradient,
    weights: turned,
    biases: zeros,
  });
  addFilterGradient(kernels.of(padded), { source, gradient: outGradient, target: sums });
  for (const grid of [target, inGradient]) assertZeroBorder(floats(grid), grid);
  return {
    output: readGrid(floats(target), target, outChannels),
    input: readGrid(floats(inGradient), inGradient, inChannels),
    weights: unpackGradient(arena.floats(sums, count), { inChannels, outChannels, padded }),
  };
}

type Visit = (at: number, from: number) => void;

function eachChannel({ grid }: PlacedGrid, channels: number, visit: Visit): void {
  eachGridRow(grid, (z, y, row) => {
    for (let x = 0; x < grid.size[2]; x++)
      for (let c = 0; c < channels; c++)
        visit(offsetOf(grid, z, y, x) / FLOAT + c, (row * grid.size[2] + x) * channels + c);
  });
}

const fillGrid = (floats: Float32Array, placed: PlacedGrid, data: Float32Array, channels: number): void =>
  eachChannel(placed, channels, (at, from) => {
    floats[at] = data[from]!;
  });

function readGrid(floats: Float32Array, placed: PlacedGrid, channels: number): Float32Array {
  const { size } = placed.grid;
  const out = new Float32Array(size[0] * size[1] * size[2] * channels);
  eachChannel(placed, channels, (at, from) => {
    out[from] = floats[at]!;
  });
  return out;
}

/** What is not a voxel stays zero: the next layer's taps rely on it. */
function assertZeroBorder(floats: Float32Array, placed: PlacedGrid): void {
  const rest = floats.slice();
  eachChannel(placed, placed.grid.channels, (at) => {
    rest[at] = 0;
  });
  assert.ok(rest.every((value) => value === 0));
}
