/** The plainest segmentation there is, to show that a phantom takes more than that. */

import type { Phantom } from '../../datasets/phantom/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { connectedComponents } from '../../datasets/voxels/index.ts';
import { ContingencyTable, scoreOverlaps } from '../../ffn/analysis/index.ts';

export interface Baseline {
  readonly threshold: number;
  readonly adaptedRandError: number;
}

/** Components of what is brighter than each threshold, against the labels; voxels of label 0 are not counted. */
export async function measureThresholds(
  { image, labels }: Phantom,
  thresholds: readonly number[],
): Promise<Baseline[]> {
  const truth = await labels.read(labels.bounds);
  const grey = await image.read(image.bounds);
  const samples = grey.data as Uint8Array;
  return thresholds.map((threshold) => {
    const bright = samples.map((value) => (value > threshold ? 1 : 0));
    const segments = connectedComponents(bright, grey.size).components;
    const segmentation: VoxelBlock = { ...truth, data: segments };
    const table = new ContingencyTable();
    table.add(segmentation, truth, labels.bounds.begin);
    return { threshold, adaptedRandError: scoreOverlaps(table.overlaps()).adaptedRandError };
  });
}
