/** Every connected part of a label becomes a label of its own, over a volume of any size, block by block. */
import { TooLargeError } from '../../datasets/errors.ts';
import {
  type Box,
  boxSize,
  hullOfBoxes,
  intersectBoxes,
  type Xyz,
  xyz,
} from '../../datasets/geometry/index.ts';
import { copyBox, createBlock } from '../../datasets/memory-volume.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import type { Volume, VoxelBlock } from '../../datasets/volume.ts';
import {
  type Components,
  connectedComponents,
  createLabelIndex,
  numberLabels,
} from '../../datasets/voxels/index.ts';
import { type BlockGrid, blocksIn, createBlockGrid, LABEL_BLOCK, rowsOfBlocks } from './blocks.ts';
import { createComponentTable } from './component-table.ts';
import type { PassOptions } from './count-labels.ts';

/** What a part of a block is called in the whole; plain data, so that every thread can be given it. */
export interface ComponentLabels {
  /** The volume that was looked at. */
  readonly bounds: Box;
  /** Place in `labels` of each block's first part; blocks as in `BlockGrid`. */
  readonly offsets: Uint32Array;
  /** New labels of all parts; 0 where a part is dropped. */
  readonly labels: Uint32Array;
  /** How many new labels there are. */
  readonly count: number;
}

/**
 * Finds the parts of labels that hang together by faces, over all blocks. New labels are 1, 2, … by the first voxel of each
 * part in the volume, x fastest: they do not depend on blocks, threads or the order of work.
 * Memory: a row of blocks, four bytes a voxel of one section, 24 bytes a part of a block.
 * @param minVoxels parts of fewer voxels are dropped, and do not count.
 * @throws TooLargeError above 2^31 parts; those of `numberLabels`.
 */
export async function findComponents(
  volume: Volume,
  minVoxels: number,
  { signal, onProgress }: PassOptions = {},
): Promise<ComponentLabels> {
  const { bounds } = volume;
  const grid = createBlockGrid(bounds);
  const offsets = new Uint32Array(grid.size[0] * grid.size[1] * grid.size[2]);
  const table = createComponentTable(bounds, LABEL_BLOCK);
  const index = createLabelIndex();
  const boxes = [...rowsOfBlocks(bounds)];
  for (const [done, row] of boxes.entries()) {
    throwIfAborted(signal, '--split-components');
    const block = await volume.read(row, { signal });
    for (const { index: at, box } of blocksIn(grid, row)) {
      const own = partOf(block, row, box);
      const numbers = numberLabels(own, index);
      const found = connectedComponents(numbers, own.size);
      offsets[at] = table.size();
      if (table.size() + found.count >= 2 ** 31) throw tooMany();
      table.add(box, numbers, found);
    }
    onProgress?.(done + 1, boxes.length);
  }
  return { bounds, offsets, ...table.finish(minVoxels) };
}

/** The same volume with the labels that `findComponents` gave, uint32. Memory: the blocks that a box touches. */
export function splitComponents(volume: Volume, { bounds, offsets, labels }: ComponentLabels): Volume {
  const grid: BlockGrid = createBlockGrid(bounds);
  return {
    ...volume,
    dataType: 'uint32',
    async read(box, options) {
      const target = { block: createBlock('uint32', boxSize(box)), origin: box.begin };
      if (target.block.data.length === 0) return target.block;
      const blocks = [...blocksIn(grid, box)];
      const hull = hullOfBoxes(blocks.map((own) => own.box));
      const source = await volume.read(hull, options);
      for (const { index, box: whole } of blocks) {
        const own = partOf(source, hull, whole);
        const { components } = componentsOf(own);
        const offset = offsets[index]! - 1;
        for (let i = 0; i < components.length; i++) {
          const number = components[i]!;
          if (number !== 0) components[i] = labels[offset + number]!;
        }
        const block = { dataType: 'uint32', size: own.size, numChannels: 1, data: components } as const;
        copyBox({ block, origin: whole.begin }, target, intersectBoxes(whole, box)!);
      }
      return target.block;
    },
  };
}

const componentsOf = (block: VoxelBlock): Components =>
  connectedComponents(block.data as ArrayLike<number> | BigUint64Array, block.size);

function partOf(block: VoxelBlock, from: Box, box: Box): VoxelBlock {
  const size: Xyz = boxSize(box);
  if (size.every((n, axis) => n === block.size[axis as 0 | 1 | 2])) return block;
  const part = createBlock(block.dataType, xyz(size[0], size[1], size[2]));
  copyBox({ block, origin: from.begin }, { block: part, origin: box.begin }, box);
  return part;
}

const tooMany = () =>
  new TooLargeError({
    subject: '--split-components',
    expected: 'fewer than 2^31 parts of labels in blocks',
    got: 'more',
    cure: 'Crop with --box, or take dust away first',
  });
