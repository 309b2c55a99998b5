import { volumeOf } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { createLabelIndex, lanesOfLabels } from '../../datasets/voxels/index.ts';

/** The labels of a block as small numbers, with one layer of 0 around the block. */
export interface DenseLabels {
  /** Size (x + 2) * (y + 2) * (z + 2), x fastest: 0 for background and outside, else a place in `labels`. */
  readonly indices: Int32Array;
  /** Labels in the order they are met, x fastest; labels[0] is 0n. */
  readonly labels: readonly bigint[];
}

/**
 * @param block one channel of uint8, uint16, uint32 or uint64 labels.
 * @throws UnsupportedError for other sample types and channels; InvalidDataError where data and size disagree.
 */
export function denseLabels(block: VoxelBlock): DenseLabels {
  const { lanes, stride } = lanesOfLabels(block);
  const { size } = block;
  const indices = new Int32Array(volumeOf([size[0] + 2, size[1] + 2, size[2] + 2]));
  const index = createLabelIndex();
  let [low, high, current, lane] = [0, 0, 0, 0];
  for (let z = 1; z <= size[2]; z++) {
    for (let y = 1; y <= size[1]; y++) {
      const begin = (z * (size[1] + 2) + y) * (size[0] + 2) + 1;
      for (let i = begin; i < begin + size[0]; i++, lane += stride) {
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
  return { indices, labels: index.labels() };
}
