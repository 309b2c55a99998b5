/** How far a segmentation is from the truth, in the measures that the field publishes. */
import type { Overlap } from './contingency.ts';

export interface Scores {
  /** Voxels that were counted. */
  readonly voxels: number;
  /** Bits: entropy of the segmentation given the truth; grows with splits. 0 is perfect. */
  readonly viSplit: number;
  /** Bits: entropy of the truth given the segmentation; grows with mergers. */
  readonly viMerge: number;
  /** Of all pairs of voxels in one segment, the share that is in one true object. */
  readonly precision: number;
  /** Of all pairs of voxels in one true object, the share that is in one segment. */
  readonly recall: number;
  /** 1 - harmonic mean of precision and recall. */
  readonly adaptedRandError: number;
}

export interface ScoreOptions {
  /** Leave out voxels that the segmentation leaves at 0; else 0 counts as one more segment. Default false. */
  readonly segmentedOnly?: boolean;
}

/**
 * Sources: Meila, Comparing clusterings by the variation of information, 2003 (base 2 here); Arganda-Carreras et al.,
 * Crowdsourcing the creation of image segmentation algorithms for connectomics, 2015 (Rand scores: pairs are counted with
 * repetition, n^2 of n voxels).
 * @returns NaN where no voxel was counted.
 */
export function scoreOverlaps(overlaps: Iterable<Overlap>, options: ScoreOptions = {}): Scores {
  const segments = new Map<bigint, number>();
  const truths = new Map<bigint, number>();
  let voxels = 0;
  let joint = 0;
  let jointSquares = 0;
  for (const { segment, truth, voxels: n } of overlaps) {
    if (options.segmentedOnly && segment === 0n) continue;
    segments.set(segment, (segments.get(segment) ?? 0) + n);
    truths.set(truth, (truths.get(truth) ?? 0) + n);
    voxels += n;
    joint += n * Math.log2(n);
    jointSquares += n * n;
  }
  const segmentSums = sumsOf(segments.values());
  const truthSums = sumsOf(truths.values());
  const precision = jointSquares / segmentSums.squares;
  const recall = jointSquares / truthSums.squares;
  return {
    voxels,
    viSplit: Math.max(0, (truthSums.logs - joint) / voxels),
    viMerge: Math.max(0, (segmentSums.logs - joint) / voxels),
    precision,
    recall,
    adaptedRandError: 1 - (2 * precision * recall) / (precision + recall),
  };
}

function sumsOf(counts: Iterable<number>): { squares: number; logs: number } {
  let squares = 0;
  let logs = 0;
  for (const n of counts) {
    squares += n * n;
    logs += n * Math.log2(n);
  }
  return { squares, logs };
}
