import { throwIfAborted } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { createLabelIndex, lanesOfLabels, numberLabels } from '../../datasets/voxels/index.ts';
import { rowsOfBlocks } from './blocks.ts';
import { createLabelLookup } from './label-lookup.ts';

export interface PassOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, all: number) => void;
}

/**
 * Labels of fewer voxels than a number, by one pass over the volume. Memory: a block, and 20 bytes a label.
 * @throws those of `numberLabels`.
 */
export async function findDust(
  volume: Volume,
  minVoxels: number,
  { signal, onProgress }: PassOptions = {},
): Promise<bigint[]> {
  const index = createLabelIndex();
  let counts = new Float64Array(1024);
  const boxes = [...rowsOfBlocks(volume.bounds)];
  for (const [done, box] of boxes.entries()) {
    throwIfAborted(signal, '--dust');
    const numbers = numberLabels(await volume.read(box, { signal }), index);
    if (index.count() > counts.length) {
      const larger = new Float64Array(2 * index.count());
      larger.set(counts);
      counts = larger;
    }
    for (let i = 0; i < numbers.length; i++) counts[numbers[i]!]! += 1;
    onProgress?.(done + 1, boxes.length);
  }
  return index.labels().filter((_, number) => number > 0 && counts[number]! < minVoxels);
}

/** The volume with some labels as background; the type stays. */
export function dropLabels(volume: Volume, labels: readonly bigint[]): Volume {
  if (labels.length === 0) return volume;
  const lookup = createLabelLookup(new Map(labels.map((label) => [label, 0n])));
  return {
    ...volume,
    async read(box, options) {
      const block = await volume.read(box, options);
      const { lanes, stride } = lanesOfLabels(block);
      let [low, high, isDropped] = [0, 0, false];
      for (let i = 0; i < lanes.length; i += stride) {
        const nextLow = lanes[i]!;
        const nextHigh = stride === 2 ? lanes[i + 1]! : 0;
        // Looked up once for each run: labels are piecewise constant.
        if (nextLow !== low || nextHigh !== high) {
          [low, high] = [nextLow, nextHigh];
          isDropped = lookup.find(low, high) >= 0;
        }
        if (!isDropped) continue;
        lanes[i] = 0;
        if (stride === 2) lanes[i + 1] = 0;
      }
      return block;
    },
  };
}
