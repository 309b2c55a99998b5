import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { MissingError, UnsupportedError } from '../../datasets/errors.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import {
  assertWeightsFit,
  parseModelArgs,
  readCheckpoint,
  weightsFromCheckpoint,
} from '../../ffn/model/index.ts';
import { type BackendChoice, openBackend } from './choose-backend.ts';

/** The class names under which requests mean the network that is built in. */
const CONV_STACK_NAMES = ['convstack_3d.ConvStack3DFFNModel'];

export interface NetworkSource extends BackendChoice {
  /** Prefix of a TensorFlow checkpoint: the path of its `.index` without that ending, or with it. */
  readonly checkpoint: string;
  /** As in a request. */
  readonly modelName: string;
  readonly modelArgs: string;
}

/**
 * Reads a checkpoint and makes it ready to run, on the device that was asked for.
 * @throws UnsupportedError for another model class; MissingError, CorruptDataError, InvalidDataError for the files.
 */
export async function openNetwork(source: NetworkSource): Promise<FfnNetwork> {
  if (!CONV_STACK_NAMES.includes(source.modelName)) {
    throw new UnsupportedError({
      subject: 'model_name',
      expected: CONV_STACK_NAMES.join(' or '),
      got: JSON.stringify(source.modelName),
    });
  }
  const config = parseModelArgs(source.modelArgs);
  const prefix = source.checkpoint.replace(/\.index$/, '');
  const checkpoint = await readCheckpoint(createFileStore(dirname(prefix)), basename(prefix));
  const weights = weightsFromCheckpoint(checkpoint);
  assertWeightsFit(config, weights);
  return openBackend(config, weights, source);
}

/** @returns the prefix of the only checkpoint in a folder. */
export function findCheckpoint(folder: string): string {
  const indices = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.index')) : [];
  const [only] = indices;
  if (only !== undefined && indices.length === 1) return join(folder, only.replace(/\.index$/, ''));
  throw new MissingError({
    subject: folder,
    expected: 'one TensorFlow checkpoint (NAME.index and NAME.data-00000-of-00001)',
    got: indices.length === 0 ? 'none' : indices.join(', '),
  });
}
