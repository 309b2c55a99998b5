/** What Google and FlyEM published, as the tests of this folder need it. */
import { readFile } from 'node:fs/promises';
import { openImageStack } from '../../datasets/images/index.node.ts';
import { decodeNpy } from '../../datasets/npy/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import { createCpuNetwork, type FfnNetwork } from '../../ffn/backends/index.node.ts';
import { type InferenceRequest, normaliseImage, parseInferenceRequest } from '../../ffn/inference/index.ts';
import {
  type ConvStack3DConfig,
  parseModelArgs,
  readCheckpoint,
  type Weights,
  weightsFromCheckpoint,
} from '../../ffn/model/index.ts';
import { fib25Path } from '../support/paths.ts';

/** Voxels of the volume, zyx. */
export const FIB25_SHAPE = [250, 250, 250] as const;

export const readPublishedRequest = async (): Promise<InferenceRequest> =>
  parseInferenceRequest(await readFile(fib25Path('inference_training_sample2.pbtxt'), 'utf8'));

/** @returns [z, y, x] float32 of `FIB25_SHAPE`, normalised as the published request says. */
export async function readNormalisedImage(): Promise<Float32Array> {
  const { imageMean, imageStddev } = await readPublishedRequest();
  const volume = await openImageStack(fib25Path('grayscale_maps'));
  const { data } = await volume.read(volume.bounds);
  return normaliseImage(data as Uint8Array, { mean: imageMean, stddev: imageStddev });
}

/** Architecture by the published request, weights by the published checkpoint. */
export async function readPublishedModel(): Promise<{ config: ConvStack3DConfig; weights: Weights }> {
  const { modelArgs } = await readPublishedRequest();
  const checkpoint = await readCheckpoint(createFileStore(fib25Path('model')), 'model.ckpt-27465036');
  return { config: parseModelArgs(modelArgs), weights: weightsFromCheckpoint(checkpoint) };
}

/** The published checkpoint on the CPU. */
export async function openPublishedNetwork(): Promise<FfnNetwork> {
  const { config, weights } = await readPublishedModel();
  return createCpuNetwork(config, weights, { threads: 2 });
}

export const readGoldenNpy = async (name: string) =>
  decodeNpy(new Uint8Array(await readFile(fib25Path('golden', name))), name);

/** @param path inside the data set. */
export const readJson = async <T>(...path: string[]): Promise<T> =>
  JSON.parse(await readFile(fib25Path(...path), 'utf8')) as T;
