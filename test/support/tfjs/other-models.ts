/** Networks that are no ConvStack3D, and what they compute, in loops. */

import type { GraphModel } from '@tensorflow/tfjs-converter';
import { tensor } from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import type { Zyx } from '../../../datasets/geometry/index.ts';
import { GraphBuilder } from './graph-models.ts';
import { apply, layersModel, SMALL } from './layers-models.ts';

/** z, y, x of SMALL. */
export const SMALL_SIZE: Zyx = [3, 5, 7];
const VOXELS = 3 * 5 * 7;
const SLOPE = 0.25;

/** logits = elu(prelu(largest of 3x3x3 of the image) + seed). */
export async function poolingLayers(): Promise<tfl.LayersModel> {
  const { layers } = tfl;
  const model = await layersModel(SMALL, (image, seed) => {
    const pooled = apply(
      layers.maxPooling3d({ poolSize: [3, 3, 3], strides: [1, 1, 1], padding: 'same' }),
      image,
    );
    const bent = apply(layers.prelu({ sharedAxes: [1, 2, 3], name: 'slope' }), pooled);
    return apply(layers.elu({ name: 'logits' }), apply(layers.add(), [bent, seed]));
  });
  model.getLayer('slope').setWeights([tensor([SLOPE], [1, 1, 1, 1])]);
  return model;
}

/** @param image @param seed one field of view. */
export function poolingLoops(image: Float32Array, seed: Float32Array): Float32Array {
  const [nz, ny, nx] = SMALL_SIZE;
  return seed.map((logit, flat) => {
    const [z, y, x] = [Math.floor(flat / (ny * nx)), Math.floor(flat / nx) % ny, flat % nx];
    let most = Number.NEGATIVE_INFINITY;
    for (let k = Math.max(0, z - 1); k <= Math.min(nz - 1, z + 1); k++)
      for (let j = Math.max(0, y - 1); j <= Math.min(ny - 1, y + 1); j++)
        for (let i = Math.max(0, x - 1); i <= Math.min(nx - 1, x + 1); i++)
          most = Math.max(most, image[(k * ny + j) * nx + i]!);
    const sum = (most < 0 ? SLOPE * most : most) + logit;
    return sum < 0 ? Math.exp(sum) - 1 : sum;
  });
}

/** update = sigmoid((image - mean) / sqrt(variance + 0.001)), mean and variance of each field of view. */
export function normalisingGraph(): Promise<GraphModel> {
  const graph = new GraphBuilder();
  const image = graph.input('serving_default_input_patches', SMALL_SIZE);
  const seed = graph.input('serving_default_input_seed', SMALL_SIZE);
  const axes = graph.constant('axes', new Int32Array([1, 2, 3, 4]), [4]);
  const epsilon = graph.constant('epsilon', new Float32Array([0.001]), []);
  const mean = { T: { type: 'DT_FLOAT' }, Tidx: { type: 'DT_INT32' }, keep_dims: { b: true } };
  graph.add('mean', 'Mean', [image, axes], mean);
  graph.add('squares', 'SquaredDifference', [image, 'mean']);
  graph.add('variance', 'Mean', ['squares', axes], mean);
  graph.add('sum', 'AddV2', ['variance', epsilon]);
  graph.add('scale', 'Rsqrt', ['sum']);
  graph.add('centred', 'Sub', [image, 'mean']);
  graph.add('scaled', 'Mul', ['centred', 'scale']);
  graph.add('StatefulPartitionedCall', 'Sigmoid', ['scaled']);
  const info = (name: string) => ({ name: `${name}:0`, dtype: 'DT_FLOAT' });
  return graph.load(SMALL, {
    inputs: { input_patches: info(image), input_seed: info(seed) },
    outputs: { update: info('StatefulPartitionedCall') },
  });
}

/** @param image @param seed one field of view. */
export function normalisingLoops(image: Float32Array, seed: Float32Array): Float32Array {
  const mean = image.reduce((sum, v) => sum + v, 0) / VOXELS;
  const variance = image.reduce((sum, v) => sum + (v - mean) ** 2, 0) / VOXELS;
  return seed.map(
    (logit, i) => logit + 1 / (1 + Math.exp(-(image[i]! - mean) / Math.sqrt(variance + 0.001))),
  );
}

const [GAMMA, BETA, MEAN, VARIANCE, EPSILON] = [1.5, -0.25, 0.125, 0.5, 0.001];

/** logits = the mean of the seed and the image by batch normalisation, with the statistics of training. */
export async function batchNormLayers(): Promise<tfl.LayersModel> {
  const { layers } = tfl;
  const model = await layersModel(SMALL, (image, seed) => {
    const normalised = apply(layers.batchNormalization({ epsilon: EPSILON, name: 'norm' }), image);
    return apply(layers.average({ name: 'logits' }), [normalised, seed]);
  });
  const statistics = [GAMMA, BETA, MEAN, VARIANCE].map((value) => tensor([value]));
  model.getLayer('norm').setWeights(statistics);
  return model;
}

/** @param image one field of view. */
export const batchNormLoops = (image: Float32Array, seed: Float32Array): Float32Array =>
  seed.map((logit, i) => {
    const normalised = (GAMMA * (image[i]! - MEAN)) / Math.sqrt(VARIANCE + EPSILON) + BETA;
    return (logit + normalised) / 2;
  });

const SCALES = [1.25, -0.5, 2];
const OFFSETS = [0.5, 0.25, -1];
const FACTORS = [1, -2, 0.5];

/** logits = seed + sum over channels of the image times FACTORS, normalised over the channels of each voxel. */
export async function layerNormLayers(): Promise<tfl.LayersModel> {
  const { layers } = tfl;
  const conv = (name: string, filters: number) =>
    layers.conv3d({ name, filters, kernelSize: 1, useBias: false });
  const model = await layersModel(SMALL, (image, seed) => {
    const norm = layers.layerNormalization({ epsilon: EPSILON, name: 'norm' });
    const normalised = apply(norm, apply(conv('split', 3), image));
    return apply(layers.add({ name: 'logits' }), [apply(conv('sum', 1), normalised), seed]);
  });
  model.getLayer('split').setWeights([tensor(FACTORS, [1, 1, 1, 1, 3])]);
  model.getLayer('norm').setWeights([tensor(SCALES), tensor(OFFSETS)]);
  model.getLayer('sum').setWeights([tensor([1, 1, 1], [1, 1, 1, 3, 1])]);
  return model;
}

/** @param image one field of view. */
export const layerNormLoops = (image: Float32Array, seed: Float32Array): Float32Array =>
  seed.map((logit, i) => {
    const channels = FACTORS.map((factor) => factor * image[i]!);
    const mean = channels.reduce((sum, v) => sum + v, 0) / 3;
    const deviation = Math.sqrt(channels.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 3 + EPSILON);
    return channels.reduce((sum, v, k) => sum + (SCALES[k]! * (v - mean)) / deviation + OFFSETS[k]!, logit);
  });
