/** A small volume of bright cells to train on, with its labels and coordinates, made by the program itself. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runProgram } from '../../converters/program.ts';
import { encodeNpy } from '../../datasets/npy/index.ts';
import { createRandom } from './random-network.ts';

/** Voxels along each axis. */
export const EDGE = 36;
export const MODEL_ARGS = '{"depth":2,"features":8,"fov_size":[9,9,9],"deltas":[3,3,3]}';

/** Runs the program in this process. */
export async function runInProcess(args: readonly string[], signal = new AbortController().signal) {
  let stdout = '';
  let stderr = '';
  const code = await runProgram(args, {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
    signal,
  });
  return { code, stdout, stderr };
}

/** Cells are slabs of 11 voxels between dark walls, in noise. Writes image.npy, labels.npy and coords. */
export async function writeTrainingData(folder: string): Promise<void> {
  const random = createRandom(8);
  const shape = [EDGE, EDGE, EDGE];
  const labels = new Uint32Array(EDGE ** 3);
  const image = new Uint8Array(EDGE ** 3);
  for (let i = 0; i < labels.length; i++) {
    const y = Math.floor(i / EDGE) % EDGE;
    const isWall = y % 12 === 11;
    labels[i] = isWall ? 0 : 1 + Math.floor(y / 12);
    image[i] = (isWall ? 40 : 170) + 25 * random();
  }
  await writeFile(join(folder, 'image.npy'), encodeNpy({ dataType: 'uint8', shape, data: image }));
  await writeFile(join(folder, 'labels.npy'), encodeNpy({ dataType: 'uint32', shape, data: labels }));
  const at = (name: string) => join(folder, name);
  for (const args of [
    ['partitions', at('labels.npy'), at('classes.npy'), '--thresholds', '0.5,0.8', '--lom-radius', '4,4,4'],
    ['coordinates', `cells:${at('classes.npy')}`, at('coords'), '--margin', '10,10,10'],
  ]) {
    const { code, stderr } = await runInProcess(args);
    if (code !== 0) throw new Error(`${args[0]}: ${stderr}`);
  }
}

/** Arguments of a short training on them. */
export const trainArgs = (folder: string, trainDir: string): string[] => [
  ...['train', '--train_coords', join(folder, 'coords')],
  ...['--data_volumes', `cells:${join(folder, 'image.npy')}`],
  ...['--label_volumes', `cells:${join(folder, 'labels.npy')}`],
  ...['--model_args', MODEL_ARGS, '--image_mean', '128', '--image_stddev', '33'],
  ...['--train_dir', join(folder, trainDir)],
];
