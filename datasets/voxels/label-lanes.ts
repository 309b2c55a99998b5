import { InvalidDataError, UnsupportedError } from '../errors.ts';
import { volumeOf } from '../geometry/index.ts';
import type { VoxelBlock } from '../volume.ts';
import type { LabelIndex } from './label-index.ts';

/** Labels as unsigned words of at most 32 bits; of uint64 there are two a label, the low one first. */
export interface LabelLanes {
  readonly lanes: Uint8Array | Uint16Array | Uint32Array;
  /** Words a label. */
  readonly stride: 1 | 2;
}

/**
 * A view of a block's labels, no copy.
 * @throws UnsupportedError for signed or float samples and several channels; InvalidDataError where data and size disagree.
 */
export function lanesOfLabels({ dataType, numChannels, size, data }: VoxelBlock): LabelLanes {
  if (numChannels !== 1)
    throw new UnsupportedError({ subject: 'labels', expected: '1 channel', got: `${numChannels}` });
  if (data.length !== volumeOf(size)) {
    const [expected, got] = [`${volumeOf(size)} voxels`, `${data.length}`];
    throw new InvalidDataError({ subject: 'labels', expected, got });
  }
  if (data instanceof BigUint64Array)
    return { lanes: new Uint32Array(data.buffer, data.byteOffset, data.length * 2), stride: 2 };
  if (data instanceof Uint8Array || data instanceof Uint16Array || data instanceof Uint32Array)
    return { lanes: data, stride: 1 };
  const cure = 'Convert the labels first';
  const expected = 'uint8, uint16, uint32 or uint64';
  throw new UnsupportedError({ subject: 'labels', expected, got: dataType, cure });
}

/**
 * Numbers the labels of a block.
 * @param index goes on with its numbers from block to block.
 * @returns the number of each voxel's label, x fastest; 0 stays 0. @throws as `lanesOfLabels`.
 */
export function numberLabels(block: VoxelBlock, index: LabelIndex): Uint32Array {
  const { lanes, stride } = lanesOfLabels(block);
  const numbers = new Uint32Array(block.data.length);
  let [low, high, current] = [0, 0, 0];
  for (let i = 0, lane = 0; i < numbers.length; i++, lane += stride) {
    const nextLow = lanes[lane]!;
    const nextHigh = stride === 2 ? lanes[lane + 1]! : 0;
    // Neighbours along x mostly share a label, so it is looked up only where it changes.
    if (nextLow !== low || nextHigh !== high) {
      [low, high] = [nextLow, nextHigh];
      current = index.of(low, high);
    }
    numbers[i] = current;
  }
  return numbers;
}
