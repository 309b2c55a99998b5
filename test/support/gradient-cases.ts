/** Kernels of training against their slow twins, on odd shapes, in Node and in browsers. */
import assert from 'node:assert/strict';
import {
  CHANNEL_SUMS,
  filterChunks,
  filterGradient,
  filterQuads,
  HEAD_GRADIENT,
  LOSS_GRADIENT,
  MASK_GRADIENT,
  PLAIN_FILTER_GRADIENT,
  plainFilterWorkgroups,
  SUM_PARTS,
  unpackFilterGradient,
} from '../../ffn/kernels/gradients/index.ts';
import {
  CONV3D,
  conv3dWorkgroups,
  LOWEST,
  type PaddedGrid,
  paddedGrid,
  runKernel,
  voxelWorkgroups,
} from '../../ffn/kernels/index.ts';
import {
  channelSums,
  conv3dGradients,
  headGradient,
  lossGradient,
  maskGradient,
  sumParts,
} from '../../ffn/reference/index.ts';
import { padGrid, padScalars, unpadGrid, unpadScalars } from './padded-arrays.ts';
import { createRandom, randomArray } from './random-network.ts';

/** slots, z, y, x, channels in, channels out. */
type Sizes = readonly [slots: number, z: number, y: number, x: number, inputs: number, outputs: number];

export const GRADIENT_CASES: Readonly<Record<string, Sizes>> = {
  'one voxel, one channel': [1, 1, 1, 1, 1, 1],
  'primes everywhere': [1, 3, 5, 11, 7, 13],
  'a row': [2, 1, 1, 17, 3, 5],
  'a pillar': [1, 13, 1, 1, 5, 2],
  'a batch of three, whole quads': [3, 3, 5, 7, 8, 4],
  'several chunks': [2, 17, 19, 23, 2, 6],
};

interface Given {
  readonly device: GPUDevice;
  readonly grid: PaddedGrid;
  readonly sizes: Sizes;
  readonly random: () => number;
}

/** Fails where a kernel differs from its loops by more than a few roundings. @returns the largest difference. */
export async function checkGradientCase(device: GPUDevice, sizes: Sizes): Promise<number> {
  const [slots, z, y, x] = sizes;
  const given = { device, grid: paddedGrid([z, y, x], slots), sizes, random: createRandom(z * 100 + x) };
  const checks = [checkLoss, checkHead, checkMask, checkSums, checkFilter, checkPlain, checkParts];
  let worst = 0;
  for (const check of checks) worst = Math.max(worst, await check(given));
  return worst;
}

function difference(actual: Float32Array, expected: Float64Array, tolerance: number): number {
  assert.equal(actual.length, expected.length);
  const off = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - actual[i]!)), 0);
  assert.ok(off < tolerance, `off by ${off}, allowed ${tolerance}`);
  return off;
}

const voxelsOf = ({ grid }: Given): number => grid.slots * grid.voxels;

async function checkLoss(given: Given): Promise<number> {
  const { device, grid, random } = given;
  const [sizeZ, sizeY, sizeX] = grid.size;
  const logits = randomArray(voxelsOf(given), random, 90);
  const labels = randomArray(voxelsOf(given), random).map(Math.abs);
  const weights = randomArray(voxelsOf(given), random).map((w) => (w > -0.5 ? 1 : 0));
  const padded = await runKernel(device, LOSS_GRADIENT, {
    uniforms: { sizeZ, sizeY, sizeX, share: 0.5 },
    inputs: [logits, labels, weights],
    outputLength: grid.quadLength,
    workgroups: voxelWorkgroups(grid),
  });
  return difference(unpadScalars(grid, padded), lossGradient({ logits, labels, weights, share: 0.5 }), 1e-6);
}

async function checkHead(given: Given): Promise<number> {
  const { device, grid, random, sizes } = given;
  const channels = sizes[4];
  const trunk = randomArray(voxelsOf(given) * channels, random);
  const logitGradient = randomArray(voxelsOf(given), random);
  const weights = randomArray(channels, random);
  const quads = Math.ceil(channels / 4);
  const inQuads = new Float32Array(4 * quads);
  inQuads.set(weights);
  const padded = await runKernel(device, HEAD_GRADIENT, {
    uniforms: { quadLength: grid.quadLength },
    inputs: [padGrid(grid, trunk, channels), padScalars(grid, logitGradient), inQuads],
    outputLength: 4 * quads * grid.quadLength,
    workgroups: [Math.ceil(grid.quadLength / 64), quads, 1],
  });
  const expected = headGradient({ trunk, logitGradient, weights });
  return difference(unpadGrid(grid, padded, channels), expected, 1e-6);
}

/** Adding to what is there is held by the whole network's test: a single call begins with zeros. */
async function checkMask(given: Given): Promise<number> {
  const { device, grid, random, sizes } = given;
  const channels = sizes[5];
  const [kept, gradient] = [0, 1].map(() => randomArray(voxelsOf(given) * channels, random)) as [
    Float32Array,
    Float32Array,
  ];
  const length = Math.ceil(channels / 4) * grid.quadLength;
  const padded = await runKernel(device, MASK_GRADIENT, {
    uniforms: { length, addTo: 1 },
    inputs: [padGrid(grid, kept, channels), padGrid(grid, gradient, channels)],
    outputLength: 4 * length,
    workgroups: [Math.ceil(length / 64 / 2), 2, 1],
  });
  return difference(unpadGrid(grid, padded, channels), maskGradient({ kept, gradient }), 1e-9);
}

async function checkSums(given: Given): Promise<number> {
  const { device, grid, random, sizes } = given;
  const channels = sizes[5];
  const values = randomArray(voxelsOf(given) * channels, random);
  const factors = randomArray(voxelsOf(given), random);
  const quads = Math.ceil(channels / 4);
  const run = (floor: number, isScaled: number) =>
    runKernel(device, CHANNEL_SUMS, {
      uniforms: { quadLength: grid.quadLength, floor, isScaled },
      inputs: [padGrid(grid, values, channels), padScalars(grid, factors)],
      outputLength: 4 * quads,
      workgroups: [quads, 1, 1],
    });
  const tolerance = 1e-6 * Math.sqrt(voxelsOf(given)) * 4;
  const plain = (await run(LOWEST, 0)).slice(0, channels);
  const scaled = (await run(0, 1)).slice(0, channels);
  return Math.max(
    difference(plain, channelSums({ values, channels }), tolerance),
    difference(scaled, channelSums({ values, channels, relu: true, factors }), tolerance),
  );
}

async function checkFilter(given: Given): Promise<number> {
  const { device, grid, random, sizes } = given;
  const [batch, z, y, x, inChannels, outChannels] = sizes;
  const input = randomArray(voxelsOf(given) * inChannels, random);
  const gradient = randomArray(voxelsOf(given) * outChannels, random);
  const [inputQuads, outQuads] = [Math.ceil(inChannels / 4), Math.ceil(outChannels / 4)];
  const { chunks, chunkPositions } = filterChunks(grid);
  const [weightQuads, biasQuads] = filterQuads(inputQuads, outQuads);
  const length = weightQuads + biasQuads;
  const { positions, quadLength } = grid;
  let worst = 0;
  for (const [floor, threads] of [
    [LOWEST, 64],
    [0, 4],
  ] as const) {
    const parts = await runKernel(device, filterGradient(threads), {
      uniforms: { positions, chunkPositions, sizeY: y, sizeX: x, quadLength, outQuads, floor },
      inputs: [padGrid(grid, input, inChannels), padGrid(grid, gradient, outChannels)],
      outputLength: 4 * chunks * length,
      workgroups: [chunks, inputQuads * outQuads, 9],
    });
    const sums = Float32Array.from(sumParts(parts, 4 * length));
    const actual = unpackFilterGradient(sums, inChannels, outChannels);
    const shape = { batch, z, y, x, inChannels, outChannels, kernelSize: 3 } as const;
    const rectified = floor === 0 ? input.map((value) => Math.max(value, 0)) : input;
    const weights = new Float32Array(27 * inChannels * outChannels);
    const expected = conv3dGradients({ shape, input: rectified, weights, gradient });
    const tolerance = 4e-6 * Math.sqrt(voxelsOf(given));
    worst = Math.max(worst, difference(actual.weights, expected.weights, tolerance));
    worst = Math.max(worst, difference(actual.biases, expected.biases, tolerance));
  }
  return worst;
}

/** On arrays without padding: weights, and the input by the convolution whose filter is turned around. */
async function checkPlain({ device, grid, random, sizes }: Given): Promise<number> {
  const [batch, z, y, x, inChannels, outChannels] = sizes;
  const voxels = grid.slots * grid.voxels;
  const input = randomArray(voxels * inChannels, random);
  const gradient = randomArray(voxels * outChannels, random);
  let worst = 0;
  for (const kernelSize of [1, 3] as const) {
    const weights = randomArray(kernelSize ** 3 * inChannels * outChannels, random);
    const shape = { batch, z, y, x, inChannels, outChannels, kernelSize };
    const expected = conv3dGradients({ shape, input, weights, gradient });
    const uniforms = { batch, sizeZ: z, sizeY: y, sizeX: x, inChannels, outChannels, kernelSize };
    const ofWeights = await runKernel(device, PLAIN_FILTER_GRADIENT, {
      uniforms,
      inputs: [input, gradient],
      outputLength: weights.length,
      workgroups: plainFilterWorkgroups(shape),
    });
    const back = { ...shape, inChannels: outChannels, outChannels: inChannels };
    const ofInput = await runKernel(device, CONV3D, {
      uniforms: {
        ...{ ...uniforms, inChannels: outChannels, outChannels: inChannels },
        ...{ reluBefore: 0, reluAfter: 0, addResidual: 0, isTurned: 1 },
      },
      inputs: [gradient, weights, new Float32Array(inChannels), new Float32Array(1)],
      outputLength: input.length,
      workgroups: conv3dWorkgroups(back),
    });
    worst = Math.max(worst, difference(ofWeights, expected.weights, 4e-6 * Math.sqrt(voxels)));
    worst = Math.max(worst, difference(ofInput, expected.input, 1e-5));
  }
  return worst;
}

async function checkParts({ device, random, sizes }: Given): Promise<number> {
  const [count, , , length] = sizes;
  const parts = randomArray(4 * count * length, random);
  const sums = await runKernel(device, SUM_PARTS, {
    uniforms: { length, count },
    inputs: [parts],
    outputLength: 4 * length,
    workgroups: [Math.ceil(length / 64), 1, 1],
  });
  return difference(sums, sumParts(parts, 4 * length), 1e-6);
}
