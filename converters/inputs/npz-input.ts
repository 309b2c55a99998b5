import { readFile } from 'node:fs/promises';
import { UsageError } from '../../datasets/errors.ts';
import { toXyz, xyz } from '../../datasets/geometry/index.ts';
import { createNpyVolume, openNpz } from '../../datasets/npy/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { cornerFromPath } from '../../ffn/inference/index.ts';

/** The name under which FFN stores labels, and of the files it stores them in: they tell their own place. */
const FFN_ARRAY = 'segmentation';
const FFN_FILE = /seg-\d+_\d+_\d+\.npz$/;

/**
 * @param text `FILE.npz:ARRAY`; an FFN result needs no array name and lies at the corner its name says.
 * @throws UsageError where the array must be named; MissingError, CorruptDataError, UnsupportedError of the reader.
 */
export async function openNpzVolume(text: string): Promise<Volume> {
  const [, file = text, named] = /^(.*\.npz)(?::([^/:\\]+))?$/.exec(text) ?? [];
  const isFfnResult = FFN_FILE.test(file);
  const npz = openNpz(await readFile(file), file);
  const array = named ?? (isFfnResult ? FFN_ARRAY : undefined);
  if (array === undefined) {
    throw new UsageError({
      subject: file,
      expected: 'the name of an array: FILE.npz:ARRAY',
      got: 'no name',
      cure: `The file holds ${npz.names.join(', ')}`,
    });
  }
  const origin = isFfnResult ? toXyz(cornerFromPath(file)) : xyz(0, 0, 0);
  return createNpyVolume(npz.read(array), { origin, subject: `${file}:${array}` });
}
