import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import {
  assertWeightsFit,
  type ConvStack3DConfig,
  decodeModel,
  decodeOnnxModel,
  type FfnModel,
  MODEL_NAME,
  parseModelArgs,
  readCheckpoint,
  weightsFromCheckpoint,
} from '../../ffn/model/index.ts';

export interface ModelSource {
  /**
   * FILE.safetensors, FILE.onnx, the prefix of a TensorFlow checkpoint (its `.index` without or with that ending), or
   * model.json of a TensorFlow.js model or its folder.
   */
  readonly path: string;
  /** As in a request; '' where nothing says it. */
  readonly modelName?: string;
  /** As in a request: JSON with depth, features, fov_size, deltas. A TensorFlow checkpoint does not say them itself. */
  readonly modelArgs?: string;
}

/** The class names under which requests mean the network that is built in; the second one's is an ancestor of it. */
const CONV_STACK_NAMES = [MODEL_NAME, 'singleres_3d_v000.SingleRes3DFFNModel'];

/** @returns model.json of a TensorFlow.js model, which a path names itself or by its folder. */
export function findTfjsModel(path: string): string | undefined {
  if (path.endsWith('.json')) return path;
  const inFolder = join(path, 'model.json');
  return existsSync(inFolder) ? inFolder : undefined;
}

/** @throws UnsupportedError for another class than the one that is built in; '' says none. */
export function assertKnownModel(modelName: string): void {
  const known = CONV_STACK_NAMES.some((name) => modelName === name || modelName.endsWith(`.${name}`));
  if (modelName === '' || known) return;
  const got = JSON.stringify(modelName);
  throw new UnsupportedError({ subject: 'model_name', expected: CONV_STACK_NAMES.join(' or '), got });
}

/**
 * Reads a network from a file of any kind whose layers the program knows.
 * @throws UnsupportedError for another model class, and for TensorFlow.js models, which `loadNetwork` takes; MissingError, CorruptDataError, InvalidDataError for the files.
 */
export async function loadModel({ path, modelName = '', modelArgs = '' }: ModelSource): Promise<FfnModel> {
  assertKnownModel(modelName);
  if (findTfjsModel(path) !== undefined) {
    const expected = 'a TensorFlow checkpoint, .safetensors or .onnx';
    const cure = 'segment --model takes it as it is';
    throw new UnsupportedError({ subject: path, expected, got: 'a TensorFlow.js model', cure });
  }
  const said = modelArgs === '' ? undefined : parseModelArgs(modelArgs);
  if (path.endsWith('.safetensors')) return withArgs(decodeModel(await readFile(path), path), said);
  if (path.endsWith('.onnx')) return withArgs(decodeOnnxModel(await readFile(path), path, said), said);
  return loadCheckpoint(path, said);
}

async function loadCheckpoint(path: string, config: ConvStack3DConfig | undefined): Promise<FfnModel> {
  // A path that leads nowhere is said before what else may be missing.
  const prefix = path.replace(/\.index$/, '');
  const checkpoint = await readCheckpoint(createFileStore(dirname(prefix)), basename(prefix));
  if (!config) {
    throw new InvalidDataError({
      subject: path,
      expected: 'model_args beside a TensorFlow checkpoint',
      got: 'none',
      cure: 'Give a request, or --model-args \'{"depth":12,"fov_size":[33,33,33],"deltas":[8,8,8]}\'',
    });
  }
  const weights = weightsFromCheckpoint(checkpoint);
  assertWeightsFit(config, weights);
  return { config, weights, metadata: {} };
}

/** A request may move the field of view by other steps than the file says; the weights must fit all the same. */
function withArgs(model: FfnModel, said: ConvStack3DConfig | undefined): FfnModel {
  if (!said) return model;
  assertWeightsFit(said, model.weights);
  return { ...model, config: said };
}
