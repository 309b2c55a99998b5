import { encodeChunk } from '../codecs/index.ts';
import { type Box, boxSize } from '../geometry/index.ts';
import { copyBox, createBlock, type PlacedBlock } from '../memory-volume.ts';
import { chunkName } from './chunk-grid.ts';
import type { ScaleInfo } from './info.ts';

/**
 * One chunk out of a larger block, encoded as the scale says.
 * @param box of the chunk, inside the block.
 * @param subject what messages call the dataset.
 * @throws UnsupportedError for samples that the encoding cannot hold.
 */
export async function encodeBox(
  scale: ScaleInfo,
  source: PlacedBlock,
  box: Box,
  subject: string,
): Promise<Uint8Array> {
  const { dataType, numChannels } = source.block;
  const size = boxSize(box);
  const chunk = createBlock(dataType, size, numChannels);
  copyBox(source, { block: chunk, origin: box.begin }, box);
  const { compressedSegmentationBlockSize: blockSize, jpegQuality, pngLevel } = scale;
  const shape = { dataType, numChannels, size, blockSize, jpegQuality, pngLevel };
  return encodeChunk(scale.encoding, chunk.data, shape, `${subject}/${scale.key}/${chunkName(box)}`);
}
