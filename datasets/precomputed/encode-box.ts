import { encodeChunk } from '../codecs/index.ts';
import { type Box, boxSize, type Xyz } from '../geometry/index.ts';
import { copyBox, createBlock, type PlacedBlock } from '../memory-volume.ts';
import type { VoxelBlock } from '../volume.ts';
import { chunkName } from './chunk-grid.ts';
import type { ScaleInfo } from './info.ts';

export interface EncodeBoxOptions {
  /** What messages call the dataset. */
  readonly subject: string;
  /** Samples of the last chunk, used again: the result may be a view of them, good until the next call. */
  readonly scratch?: ChunkScratch;
}

/** Holds the samples of one chunk from one call to the next. */
export interface ChunkScratch {
  chunk?: VoxelBlock;
}

/**
 * One chunk out of a larger block, encoded as the scale says.
 * @param box of the chunk, inside the block.
 * @throws UnsupportedError for samples that the encoding cannot hold.
 */
export async function encodeBox(
  scale: ScaleInfo,
  source: PlacedBlock,
  box: Box,
  { subject, scratch }: EncodeBoxOptions,
): Promise<Uint8Array> {
  const { dataType, numChannels } = source.block;
  const size = boxSize(box);
  const chunk = chunkOf(source.block, size, scratch);
  copyBox(source, { block: chunk, origin: box.begin }, box);
  const { compressedSegmentationBlockSize: blockSize, jpegQuality, pngLevel } = scale;
  const shape = { dataType, numChannels, size, blockSize, jpegQuality, pngLevel };
  return encodeChunk(scale.encoding, chunk.data, shape, `${subject}/${scale.key}/${chunkName(box)}`);
}

/** A chunk's samples, whatever was in them: `copyBox` writes them all. */
function chunkOf(
  { dataType, numChannels }: VoxelBlock,
  size: Xyz,
  scratch: ChunkScratch | undefined,
): VoxelBlock {
  const last = scratch?.chunk;
  const fits =
    last?.dataType === dataType &&
    last.numChannels === numChannels &&
    last.size.every((n, i) => n === size[i]);
  if (last && fits) return last;
  const chunk = createBlock(dataType, size, numChannels);
  if (scratch) scratch.chunk = chunk;
  return chunk;
}
