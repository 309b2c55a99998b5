import { type Box, boxOf, boxSize, type Xyz } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { assertFinite } from '../../ffn/inference/index.ts';
import { ridgeSkewness } from './ridge-skewness.ts';

/** Grey values of a box, by a sample of it. */
export interface ImageStatistics {
  readonly mean: number;
  readonly stddev: number;
  /** > 0: thin sheets are dark, < 0: bright; the median over the sample's blocks of `ridgeSkewness`. */
  readonly ridges: number;
  readonly voxels: number;
}

/** 27 blocks spread over the box: some 3 million voxels at most, and the same ones every time. */
const BLOCKS_PER_AXIS = 3;
const BLOCK_EDGE = 48;

/**
 * @param box inside the volume. Of several channels the first is taken.
 * @throws InvalidDataError where the sample meets a value that is not finite.
 */
export async function measureImage(volume: Volume, box: Box, signal?: AbortSignal): Promise<ImageStatistics> {
  let [n, mean, m2] = [0, 0, 0];
  const ridges: number[] = [];
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
    ridges.push(ridgeSkewness(data, size));
  }
  ridges.sort((a, b) => a - b);
  return { mean, stddev: Math.sqrt(m2 / n), ridges: ridges[ridges.length >> 1] ?? 0, voxels: n };
}

function* sampleBlocks(box: Box): Generator<Box> {
  const size = boxSize(box);
  const starts = ([0, 1, 2] as const).map((axis) => {
    const room = Math.max(0, size[axis] - BLOCK_EDGE);
    const at = Array.from({ length: BLOCKS_PER_AXIS }, (_, i) =>
      Math.floor((room * i) / (BLOCKS_PER_AXIS - 1)),
    );
    return [...new Set(at)].map((v) => v + box.begin[axis]);
  }) as [number[], number[], number[]];
  const extent: Xyz = [
    Math.min(BLOCK_EDGE, size[0]),
    Math.min(BLOCK_EDGE, size[1]),
    Math.min(BLOCK_EDGE, size[2]),
  ];
  for (const z of starts[2])
    for (const y of starts[1]) for (const x of starts[0]) yield boxOf([x, y, z], extent);
}
