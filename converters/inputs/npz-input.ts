import { toXyz, xyz } from '../../datasets/geometry/index.ts';
import { type NpzVolume, openNpzVolume } from '../../datasets/npy/index.node.ts';
import { cornerFromPath } from '../../ffn/inference/index.ts';

/** The name under which FFN stores labels, and of the files it stores them in: they tell their own place. */
const FFN_ARRAY = 'segmentation';
const FFN_FILE = /seg-(-?\d+_){2}-?\d+\.npz$/;

/** The file's ending ends the file's part, so that a drive letter's colon does no harm. */
const NPZ = /^(.*\.npz)(?::([^:]+))?$/i;

/** Whether a text names an NPZ file or an array of one. */
export const isNpzInput = (text: string): boolean => NPZ.test(text);

/**
 * @param text `FILE.npz:ARRAY`; an FFN result needs no array name and lies at the corner its name says.
 * @throws those of the reader.
 */
export function openNpzInput(text: string, signal?: AbortSignal): Promise<NpzVolume> {
  const [, file = text, named] = NPZ.exec(text) ?? [];
  const isFfnResult = FFN_FILE.test(file);
  const origin = isFfnResult ? toXyz(cornerFromPath(file)) : xyz(0, 0, 0);
  return openNpzVolume(file, { array: named ?? (isFfnResult ? FFN_ARRAY : undefined), origin, signal });
}
