import { basename, dirname } from 'node:path';
import { createFileStore } from '../../datasets/stores/index.node.ts';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import {
  type ConvStack3DConfig,
  type ModelMetadata,
  readTfjsModel,
  weightsId,
} from '../../ffn/model/index.ts';
import { type BackendChoice, openBackend } from './choose-backend.ts';
import { findTfjsModel, loadModel, type ModelSource } from './load-model.ts';
import { openTfjs } from './open-tfjs.ts';

/** A network of any kind that the program runs, read and not yet on a device. */
export interface LoadedNetwork {
  readonly config: Pick<ConvStack3DConfig, 'fovSize' | 'deltas'>;
  readonly metadata: ModelMetadata;
  /** Tells one network from another. */
  readonly id: string;
  /** @throws those of `openBackend` and `openTfjs`. */
  open(choice?: BackendChoice): Promise<FfnNetwork>;
}

/**
 * Also reads TensorFlow.js models, of any architecture: there, `modelName` is not looked at.
 * @throws those of `loadModel` and `readTfjsModel`.
 */
export async function loadNetwork(source: ModelSource): Promise<LoadedNetwork> {
  const file = findTfjsModel(source.path);
  if (file !== undefined) {
    const model = await readTfjsModel(createFileStore(dirname(file)), basename(file), source.modelArgs);
    return { ...model, open: (choice) => openTfjs(model, choice) };
  }
  const { config, weights, metadata } = await loadModel(source);
  return {
    config,
    metadata,
    id: weightsId(weights),
    open: (choice) => openBackend(config, weights, choice),
  };
}
