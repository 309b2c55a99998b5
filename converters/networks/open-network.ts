import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { MissingError } from '../../datasets/errors.ts';
import type { FfnNetwork } from '../../ffn/backends/index.node.ts';
import type { BackendChoice } from './choose-backend.ts';
import { loadNetwork } from './load-network.ts';

export interface NetworkSource extends BackendChoice {
  /** See `ModelSource`. */
  readonly checkpoint: string;
  /** As in a request. */
  readonly modelName: string;
  readonly modelArgs: string;
}

/** Reads a network and makes it ready to run, on the device that was asked for. @throws those of `loadNetwork`. */
export async function openNetwork(source: NetworkSource): Promise<FfnNetwork> {
  const network = await loadNetwork({ ...source, path: source.checkpoint });
  return network.open(source);
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
