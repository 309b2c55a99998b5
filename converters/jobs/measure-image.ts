import type { Box } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { assertFinite } from '../../ffn/inference/index.ts';
import { sampleBlocks } from './sample-blocks.ts';

/** Grey values of a box, by a sample of it. */
export interface ImageStatistics {
  readonly mean: number;
  readonly stddev: number;
  readonly voxels: number;
}

/**
 * @param box inside the volume. Of several channels the first is taken.
 * @throws InvalidDataError where the sample meets a value that is not finite.
 */
export async function measureImage(volume: Volume, box: Box, signal?: AbortSignal): Promise<ImageStatistics> {
  let [n, mean, m2] = [0, 0, 0];
  for (const block of sampleBlocks(box)) {
    const { data, size } = await volume.read(block, { signal });
    const voxels = size[0] * size[1] * size[2];
    assertFinite(data.subarray(0, voxels), block);
    for (let i = 0; i < voxels; i++) {
      // One-pass central moments. Source: Pébay 2008.
      const delta = Number(data[i]) - mean;
      const step = delta / ++n;
      mean += step;
      m2 += delta * step * (n - 1);
    }
  }
  return { mean, stddev: Math.sqrt(m2 / n), voxels: n };
}
