import { InvalidDataError } from '../../datasets/errors.ts';
import { type Box, formatBox, intersectBoxes } from '../../datasets/geometry/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { ContingencyTable } from './contingency.ts';

export interface CompareOptions {
  readonly signal?: AbortSignal;
  /** Called after each block. */
  readonly onProgress?: (doneBlocks: number, allBlocks: number) => void;
}

export interface Comparison {
  /** The voxels both volumes have. */
  readonly box: Box;
  readonly table: ContingencyTable;
}

/** Whole chunks of common datasets; 16 MB of uint64 labels at most. */
const BLOCK = [256, 256, 32] as const;

/**
 * Counts which labels of two volumes meet, block by block, where both have voxels.
 * @throws InvalidDataError where the volumes share no voxel; those of their readers.
 */
export async function compareVolumes(
  segmentation: Volume,
  truth: Volume,
  { signal, onProgress }: CompareOptions = {},
): Promise<Comparison> {
  const box = intersectBoxes(segmentation.bounds, truth.bounds);
  if (!box) {
    throw new InvalidDataError({
      subject: 'segmentation',
      expected: `voxels of the truth, ${formatBox(truth.bounds)}`,
      got: formatBox(segmentation.bounds),
    });
  }
  const table = new ContingencyTable();
  const blocks = [...blocksOf(box)];
  for (const [i, block] of blocks.entries()) {
    const [a, b] = await Promise.all([segmentation.read(block, { signal }), truth.read(block, { signal })]);
    table.add(a, b, block.begin);
    onProgress?.(i + 1, blocks.length);
  }
  return { box, table };
}

function* blocksOf({ begin, end }: Box): Generator<Box> {
  const upTo = (axis: 0 | 1 | 2, from: number): number => Math.min(from + BLOCK[axis], end[axis]);
  for (let z = begin[2]; z < end[2]; z += BLOCK[2]) {
    for (let y = begin[1]; y < end[1]; y += BLOCK[1]) {
      for (let x = begin[0]; x < end[0]; x += BLOCK[0]) {
        yield { begin: [x, y, z], end: [upTo(0, x), upTo(1, y), upTo(2, z)] };
      }
    }
  }
}
