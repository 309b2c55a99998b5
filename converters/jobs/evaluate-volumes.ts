import { InvalidDataError } from '../../datasets/errors.ts';
import { type Box, formatBox } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import {
  type CompareOptions,
  compareVolumes,
  countErrors,
  findObjectErrors,
  type ObjectErrors,
  type Scores,
  scoreOverlaps,
} from '../../ffn/analysis/index.ts';

export interface EvaluateOptions extends CompareOptions {
  /** Smaller overlaps are no splits and no mergers. */
  readonly minOverlapVoxels: number;
}

/** A segmentation measured against the truth, over the voxels where the truth is not 0. */
export interface Evaluation {
  /** The voxels that both volumes have. */
  readonly box: Box;
  /** Voxels of the box without truth. */
  readonly ignoredVoxels: number;
  /** Unsegmented voxels count as one more segment. */
  readonly all: Scores;
  /** Unsegmented voxels left out. */
  readonly segmented: Scores;
  readonly errors: ObjectErrors;
  /** Parts beyond the first, over all objects. */
  readonly splitCount: number;
  readonly mergeCount: number;
}

/** @throws InvalidDataError where the volumes share no voxel that has a truth, or labels are negative; those of their readers. */
export async function evaluateVolumes(
  segmentation: Volume,
  truth: Volume,
  { minOverlapVoxels, ...options }: EvaluateOptions,
): Promise<Evaluation> {
  const { box, table } = await compareVolumes(segmentation, truth, options);
  const overlaps = [...table.overlaps()];
  if (overlaps.length === 0)
    throw new InvalidDataError({
      subject: `truth in ${formatBox(box)}`,
      expected: 'voxels with a label above 0',
      got: 'none',
      cure: 'There is nothing to compare with: look at --relabel, and at the box of either volume',
    });
  const errors = findObjectErrors(overlaps, minOverlapVoxels);
  return {
    box,
    ignoredVoxels: table.ignoredVoxels,
    all: scoreOverlaps(overlaps),
    segmented: scoreOverlaps(overlaps, { segmentedOnly: true }),
    errors,
    splitCount: countErrors(errors.splits),
    mergeCount: countErrors(errors.merges),
  };
}
