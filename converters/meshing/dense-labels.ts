import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { volumeOf } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { createLabelIndex } from './label-index.ts';

/** The labels of a block as small numbers, with one layer of 0 around the block. */
export interface DenseLabels {
  /** Size (x + 2) * (y + 2) * (z + 2), x fastest: 0 for background and outside, else a place in `labels`. */
  readonly indices: Int32Array;
  /** Labels in the order they are met, x fastest; labels[0] is 0n. */
  readonly labels: readonly bigint[];
}

type Lanes = Uint8Array | Uint16Array | Uint32Array;

/**
 * @param block one channel of uint8, uint16, uint32 or uint64 labels.
 * @throws UnsupportedError for other sample types and channels; InvalidDataError where data and size disagree.
 */
export function denseLabels(block: VoxelBlock): DenseLabels {
  const { lanes, stride } = lanesOf(block);
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

/** uint64 is viewed as pairs of 32-bit lanes, low one first: every platform of ours is little-endian. */
function lanesOf({ dataType, numChannels, size, data }: VoxelBlock): { lanes: Lanes; stride: number } {
  if (numChannels !== 1) {
    throw new UnsupportedError({ subject: 'labels', expected: '1 channel', got: `${numChannels}` });
  }
  if (data.length !== volumeOf(size)) {
    throw new InvalidDataError({
      subject: 'labels',
      expected: `${volumeOf(size)} voxels`,
      got: `${data.length}`,
    });
  }
  if (data instanceof BigUint64Array) {
    return { lanes: new Uint32Array(data.buffer, data.byteOffset, data.length * 2), stride: 2 };
  }
  if (data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array) {
    return { lanes: data, stride: 1 };
  }
  const cure = 'Convert the labels first';
  throw new UnsupportedError({
    subject: 'labels',
    expected: 'uint8, uint16, uint32 or uint64',
    got: dataType,
    cure,
  });
}
