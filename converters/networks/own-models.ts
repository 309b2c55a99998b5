import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MissingError } from '../../datasets/errors.ts';
import { type InferenceRequest, parseInferenceRequest } from '../../ffn/inference/index.ts';

/** A network that the project trained itself, with the request that it is judged by. */
export interface OwnModel {
  /** Of its weights, safetensors. */
  readonly path: string;
  readonly request: InferenceRequest;
}

/** Beside the sources, and beside the built program. */
const FOLDERS = ['datasets/models', 'models'];

/**
 * @param name of a folder of `datasets/models`.
 * @throws MissingError where the program was copied away from its models.
 */
export async function ownModel(name: string): Promise<OwnModel> {
  const folder = findFolder(name);
  const request = parseInferenceRequest(await readFile(join(folder, 'request.pbtxt'), 'utf8'));
  return { path: join(folder, 'model.safetensors'), request };
}

function findFolder(name: string): string {
  const here = dirname(fileURLToPath(import.meta.url));
  for (let at = here; ; at = dirname(at)) {
    const found = FOLDERS.map((folder) => join(at, folder, name)).find(existsSync);
    if (found !== undefined) return found;
    if (dirname(at) === at) break;
  }
  throw new MissingError({
    subject: `model ${name}`,
    expected: `datasets/models/${name} above the program`,
    got: `none above ${here}`,
    cure: 'Take the whole checkout, or give a model of your own',
  });
}
