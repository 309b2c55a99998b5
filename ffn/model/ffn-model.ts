/** A network with all that must travel with its weights, as one safetensors file. */
import { InvalidDataError } from '../../datasets/errors.ts';
import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import { assertWeightsFit, type ConvStack3DConfig } from './conv-stack-3d.ts';
import { crc32c } from './crc32c.ts';
import { parseModelArgs } from './model-args.ts';
import { decodeSafetensors, encodeSafetensors } from './safetensors.ts';
import type { Weights } from './weights.ts';

/** Are the walls of cells darker than what they enclose, as in most EM, or brighter? */
export const POLARITIES = ['dark-membranes', 'bright-membranes'] as const;
export type Polarity = (typeof POLARITIES)[number];

/** What the network was trained on; undefined where nobody said. */
export interface ModelMetadata {
  readonly voxelSizeNm?: Xyz;
  readonly polarity?: Polarity;
  /** Grey value that becomes 0. */
  readonly imageMean?: number;
  /** Grey values that become 1. */
  readonly imageStddev?: number;
}

export interface FfnModel {
  readonly config: ConvStack3DConfig;
  readonly weights: Weights;
  readonly metadata: ModelMetadata;
}

export const MODEL_NAME = 'convstack_3d.ConvStack3DFFNModel';

/** @throws InvalidDataError where weights do not fit. */
export function encodeModel({ config, weights, metadata }: FfnModel): Uint8Array {
  assertWeightsFit(config, weights);
  return encodeSafetensors({ tensors: weights, metadata: modelTexts(config, metadata) });
}

/** @throws CorruptDataError, UnsupportedError of the format; InvalidDataError where architecture and weights disagree. */
export function decodeModel(bytes: Uint8Array, subject: string): FfnModel {
  const { tensors, metadata } = decodeSafetensors(bytes, subject);
  const model = { ...parseModelTexts(metadata, subject), weights: tensors };
  assertWeightsFit(model.config, tensors);
  return model;
}

/** Architecture and metadata as texts, for the headers of safetensors and ONNX files. */
export function modelTexts(config: ConvStack3DConfig, metadata: ModelMetadata): Record<string, string> {
  const { depth, features, fovSize, deltas } = config;
  const { voxelSizeNm, polarity, imageMean, imageStddev } = metadata;
  return {
    model_name: MODEL_NAME,
    model_args: JSON.stringify({ depth, features, fov_size: fovSize, deltas }),
    ...(voxelSizeNm && { voxel_size_nm: voxelSizeNm.join(',') }),
    ...(polarity && { polarity }),
    ...(imageMean !== undefined && { image_mean: `${imageMean}` }),
    ...(imageStddev !== undefined && { image_stddev: `${imageStddev}` }),
  };
}

/** @throws InvalidDataError where a text is missing or wrong. */
export function parseModelTexts(
  texts: Readonly<Record<string, string>>,
  subject: string,
): Pick<FfnModel, 'config' | 'metadata'> {
  const { model_name: name, model_args: args } = texts;
  if (name !== MODEL_NAME || args === undefined) {
    const got = name === undefined ? 'none' : `"${name}"`;
    const expected = `metadata model_name "${MODEL_NAME}" and model_args`;
    throw new InvalidDataError({ subject, expected, got, cure: 'Write the file with import-checkpoint' });
  }
  return { config: parseModelArgs(args), metadata: parseMetadataTexts(texts, subject) };
}

/** What a network was trained on, from the texts of any model file. @throws InvalidDataError where one is wrong. */
export function parseMetadataTexts(texts: Readonly<Record<string, string>>, subject: string): ModelMetadata {
  const { polarity } = texts;
  const known = POLARITIES.find((p) => p === polarity);
  if (polarity !== undefined && !known) {
    throw new InvalidDataError({ subject, expected: `polarity ${POLARITIES.join(' or ')}`, got: polarity });
  }
  const voxelSize = numbers(texts['voxel_size_nm'], 3, `${subject}, voxel_size_nm`);
  return {
    voxelSizeNm: voxelSize && xyz(voxelSize[0] ?? 0, voxelSize[1] ?? 0, voxelSize[2] ?? 0),
    polarity: known,
    imageMean: numbers(texts['image_mean'], 1, `${subject}, image_mean`)?.[0],
    imageStddev: numbers(texts['image_stddev'], 1, `${subject}, image_stddev`)?.[0],
  };
}

function numbers(text: string | undefined, count: number, subject: string): number[] | undefined {
  if (text === undefined) return undefined;
  const values = text.split(',').map(Number);
  if (values.length === count && values.every(Number.isFinite)) return values;
  throw new InvalidDataError({ subject, expected: `${count} numbers`, got: JSON.stringify(text) });
}

/** Tells one set of weights from another: CRC-32C over names and values. */
export function weightsId(weights: Weights): string {
  let crc = 0;
  for (const name of [...weights.keys()].sort()) {
    const { data } = weights.get(name) as { data: Float32Array };
    crc = crc32c(new TextEncoder().encode(name), crc);
    crc = crc32c(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), crc);
  }
  return crc.toString(16).padStart(8, '0');
}
