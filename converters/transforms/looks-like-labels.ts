import { InvalidDataError } from '../../datasets/errors.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { sampleBoxes } from './blocks.ts';

/** Of neighbours along x that are both no background, this share has the same label, in labels of any kind. */
const LEAST_SAME = 0.5;
/** With fewer pairs nothing is said. */
const LEAST_PAIRS = 20_000;

/**
 * Refuses a volume of labels that is an image: in labels most voxels are what their neighbour is, in grey values few are.
 * 27 blocks of 48 x 48 x 48 voxels are looked at.
 * @throws InvalidDataError
 */
export async function assertLooksLikeLabels(
  volume: Volume,
  subject: string,
  signal?: AbortSignal,
): Promise<void> {
  let [same, pairs] = [0, 0];
  for (const box of sampleBoxes(volume.bounds, { edge: 48, perAxis: 3 })) {
    throwIfAborted(signal, subject);
    const { data, size } = await volume.read(box, { signal });
    for (let i = 1; i < data.length; i++) {
      // No pair across the end of a row, none with background: 0 and 0n are false alike.
      if (i % size[0] === 0 || !data[i] || !data[i - 1]) continue;
      pairs++;
      if (data[i] === data[i - 1]) same++;
    }
  }
  if (pairs < LEAST_PAIRS || same >= LEAST_SAME * pairs) return;
  const percent = ((100 * same) / pairs).toFixed(0);
  throw new InvalidDataError({
    subject,
    expected: 'labels, of which most voxels are what their neighbour is',
    got: `an image, it seems: ${percent} % of the voxels are what their neighbour is`,
    cure: 'Convert it with --type image, or give --noisy-labels if these are labels',
  });
}
