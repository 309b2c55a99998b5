import { InvalidDataError } from '../../../datasets/errors.ts';

/** Excluded from training, or too close to the border for a whole box around it. */
export const EXCLUDED = 255;

/** Class numbers are bytes: 0 is background, 255 is `EXCLUDED`, and the last class is one more than there are thresholds. */
const MAX_THRESHOLDS = 253;

/**
 * The class of every count of voxels that a box can hold.
 * @param thresholds shares of the box, ascending. Class i + 1 is [thresholds[i - 1], thresholds[i]); the last is what is not below any.
 * @param voxels of the box.
 * @returns for each count from 0 to `voxels`, its class from 1 on. The share is a double, as the original's.
 * @throws InvalidDataError for thresholds that do not ascend, are no numbers, or are none or over 253.
 */
export function classesOfCounts(thresholds: readonly number[], voxels: number): Uint8Array {
  assertThresholds(thresholds);
  const classes = new Uint8Array(voxels + 1);
  let next = 0;
  for (let count = 0; count <= voxels; count++) {
    while (next < thresholds.length && count / voxels >= thresholds[next]!) next++;
    classes[count] = next + 1;
  }
  return classes;
}

function assertThresholds(thresholds: readonly number[]): void {
  const isAscending = thresholds.every((t, i) => Number.isFinite(t) && (i === 0 || t > thresholds[i - 1]!));
  if (thresholds.length > 0 && thresholds.length <= MAX_THRESHOLDS && isAscending) return;
  throw new InvalidDataError({
    subject: 'thresholds',
    expected: `1 to ${MAX_THRESHOLDS} ascending numbers`,
    got: thresholds.length > 20 ? `${thresholds.length} numbers` : `[${thresholds.join(', ')}]`,
    cure: 'FFN takes 0.025,0.05,0.075,0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8,0.9',
  });
}
