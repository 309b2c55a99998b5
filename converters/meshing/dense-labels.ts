import { volumeOf, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { createLabelIndex, lanesOfLabels } from '../../datasets/voxels/index.ts';
import { PADDED, type Padding } from './padding.ts';

/** The labels of a block as small numbers, with layers of 0 on the sides that are asked for. */
export interface DenseLabels {
  /** Voxels per axis, layers of 0 included. */
  readonly size: Xyz;
  /** x fastest: 0 for background and outside, else a place in `labels`. */
  readonly indices: Int32Array;
  /** Labels in the order they are met, x fastest; labels[0] is 0n. */
  readonly labels: readonly bigint[];
}

/**
 * @param block one channel of uint8, uint16, uint32 or uint64 labels. @param padding default one layer on every side.
 * @param take gives the array for the indices, all 0.
 * @throws UnsupportedError for other sample types and channels; InvalidDataError where data and size disagree.
 */
export function denseLabels(
  block: VoxelBlock,
  { lower, upper }: Padding = PADDED,
  take: (length: number) => Int32Array = (length) => new Int32Array(length),
): DenseLabels {
  const { lanes, stride } = lanesOfLabels(block);
  const [sx, sy, sz] = block.size;
  const size = xyz(sx + lower[0] + upper[0], sy + lower[1] + upper[1], sz + lower[2] + upper[2]);
  const indices = take(volumeOf(size));
  const index = createLabelIndex();
  let [low, high, current, lane] = [0, 0, 0, 0];
  for (let z = 0; z < sz; z++) {
    for (let y = 0; y < sy; y++) {
      const begin = ((z + lower[2]) * size[1] + y + lower[1]) * size[0] + lower[0];
      for (let i = begin; i < begin + sx; i++, lane += stride) {
        const nextLow = lanes[lane]!;
        const nextHigh = stride === 2 ? lanes[lane + 1]! : 0;
        // Neighbours along x mostly share a label, so it is looked up only where it changes.
        if (nextLow !== low || nextHigh !== high) {
          low = nextLow;
          high = nextHigh;
          current = index.of(low, high);
        }
        indices[i] = current;
      }
    }
  }
  return { size, indices, labels: index.labels() };
}
