import { MissingError, UnsupportedError } from '../../../datasets/errors.ts';
import { type Box, boxSize, intersectBoxes, type Xyz } from '../../../datasets/geometry/index.ts';
import { copyBox, createBlock } from '../../../datasets/memory-volume.ts';
import { chunkBox, chunksIn, createChunkGrid } from '../../../datasets/precomputed/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import type { ChunkData } from '../../state/index.ts';
import type { LayerSource } from '../source.ts';

/** Loads in flight at once. */
const AT_ONCE = 8;

export interface ReadImageBoxOptions {
  readonly scale: number;
  /** Voxels of that scale, inside its bounds. */
  readonly box: Box;
  readonly signal: AbortSignal;
  /** @param share of the chunks that are there, 0 to 1. */
  onProgress?(share: number): void;
}

/**
 * Reads a box of an image as the viewer has it, chunk by chunk.
 * @throws UnsupportedError for several channels and 64-bit samples; MissingError where a chunk is not there: what a network makes
 *   of a hole is no object.
 */
export async function readImageBox(
  source: LayerSource,
  { scale, box, signal, onProgress }: ReadImageBoxOptions,
): Promise<VoxelBlock> {
  const { dataType, numChannels, scales } = source.info;
  if (numChannels !== 1 || dataType === 'uint64') {
    const got = `${numChannels} channels of ${dataType}`;
    throw new UnsupportedError({ subject: 'image', expected: 'one channel of grey values', got });
  }
  const { bounds, chunkSize } = scales[scale]!;
  const grid = createChunkGrid(bounds, chunkSize);
  const target = { block: createBlock(dataType, boxSize(box)), origin: box.begin };
  const waiting = [...chunksIn(grid, box)];
  const all = waiting.length;
  let done = 0;
  const readNext = async (): Promise<void> => {
    for (let index = waiting.shift(); index; index = waiting.shift()) {
      const block = asVoxels(await readOne(source, scale, index, signal));
      const origin = chunkBox(grid, index).begin;
      const common = intersectBoxes(box, { begin: origin, end: endOf(origin, block.size) });
      if (common) copyBox({ block, origin }, target, common);
      onProgress?.(++done / all);
    }
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, all) }, readNext));
  return target.block;
}

async function readOne(
  source: LayerSource,
  scale: number,
  index: Xyz,
  signal: AbortSignal,
): Promise<ChunkData> {
  try {
    return await source.readChunk(scale, index, signal);
  } catch (error) {
    if (!(error instanceof MissingError)) throw error;
    const cure = 'Click where the image is whole, or take a smaller box';
    throw new MissingError({
      subject: error.subject,
      expected: 'all of the image in the box',
      got: 'a hole',
      cure,
    });
  }
}

const endOf = (a: Xyz, b: Xyz): Xyz => [a[0] + b[0], a[1] + b[1], a[2] + b[2]];

/** An image is never compressed labels. */
function asVoxels(chunk: ChunkData): VoxelBlock {
  if ('data' in chunk) return chunk;
  throw new UnsupportedError({ subject: 'image', expected: 'grey values', got: 'compressed labels' });
}
