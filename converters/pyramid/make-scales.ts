import { type Box, boxSize, mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import { copyBox, createBlock } from '../../datasets/memory-volume.ts';
import { chunkBox, chunksIn } from '../../datasets/precomputed/index.ts';
import type { Volume, VoxelBlock } from '../../datasets/volume.ts';
import {
  coarseBounds,
  type DownsampleOptions,
  downsampleBlock,
  fineBounds,
} from '../../datasets/voxels/index.ts';
import { isOutOfMemory } from '../threads/index.ts';
import type { Level } from './plan.ts';

/** A chunk of a level, with its voxels. */
export interface MadeChunk {
  readonly level: Level;
  readonly position: Xyz;
  readonly box: Box;
  readonly block: VoxelBlock;
}

export interface MakeContext {
  /** Of one round, finest first. */
  readonly levels: readonly Level[];
  /** The scale before the first level. */
  readonly source: Volume;
  readonly options: Omit<DownsampleOptions, 'factors'>;
  readonly signal?: AbortSignal;
  /** Takes each chunk as soon as it is made. */
  emit(chunk: MadeChunk): Promise<void>;
}

/**
 * Makes a chunk of a level, and on the way all chunks of the finer levels that it covers, depth first: the source is read
 * once, and what is in memory is the source of one chunk of the finest level and one chunk of each level.
 * @param depth of the level among `levels`, from 0.
 */
export async function makeChunk(context: MakeContext, depth: number, position: Xyz): Promise<VoxelBlock> {
  const { levels, options, emit } = context;
  const level = levels[depth];
  const box = chunkBox(level.grid, position);
  const block = depth === 0 ? await readCells(context, box) : await joinFiner(context, depth, box);
  await emit({ level, position, box, block });
  return block;

  async function joinFiner(from: MakeContext, at: number, whole: Box): Promise<VoxelBlock> {
    const finer = levels[at - 1].grid;
    const { factors } = level;
    const { dataType, numChannels } = from.source;
    const target = { block: createBlock(dataType, boxSize(whole), numChannels), origin: whole.begin };
    for (const child of chunksIn(finer, fineBounds(whole, factors, finer.bounds))) {
      const made = await makeChunk(from, at - 1, child);
      const { begin } = chunkBox(finer, child);
      const cells = coarseBounds(chunkBox(finer, child), factors);
      const small = downsampleBlock(made, begin, { ...options, factors });
      copyBox({ block: small, origin: cells.begin }, target, cells);
    }
    return target.block;
  }
}

/**
 * Voxels of the finest level, from the source. Where memory does not suffice for all that they are made of, they are made
 * in halves: each cell is still made of the same voxels.
 */
async function readCells(context: MakeContext, box: Box): Promise<VoxelBlock> {
  const { source, levels, options, signal } = context;
  const { factors } = levels[0];
  const fine = fineBounds(box, factors, source.bounds);
  try {
    const block = await source.read(fine, { signal });
    return downsampleBlock(block, fine.begin, { ...options, factors });
  } catch (error) {
    const halves = isOutOfMemory(error) ? halvesOf(box) : undefined;
    if (!halves) throw error;
    const { dataType, numChannels } = source;
    const target = { block: createBlock(dataType, boxSize(box), numChannels), origin: box.begin };
    for (const half of halves) {
      const part = await readCells(context, half);
      copyBox({ block: part, origin: half.begin }, target, half);
    }
    return target.block;
  }
}

/** Across the longest edge; undefined for a single voxel. */
function halvesOf({ begin, end }: Box): [Box, Box] | undefined {
  const size = boxSize({ begin, end });
  const axis = size.indexOf(Math.max(...size));
  if (size[axis as 0 | 1 | 2] < 2) return undefined;
  const middle = begin[axis as 0 | 1 | 2] + Math.floor(size[axis as 0 | 1 | 2] / 2);
  const cut = (corner: Xyz): Xyz => mapXyz((n, i) => (i === axis ? middle : n), corner);
  return [
    { begin, end: cut(end) },
    { begin: cut(begin), end },
  ];
}
