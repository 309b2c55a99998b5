import {
  type ChunkShape,
  DEFAULT_BLOCK_SIZE,
  decodeCompressedSegmentation,
  samplesIn,
} from '../../datasets/codecs/index.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type { PrecomputedVolume } from '../../datasets/precomputed/index.ts';
import { createSamples } from '../../datasets/volume.ts';
import type { ChunkData } from '../state/index.ts';

/** Where compressed labels are decoded to be checked; grows to the largest chunk and is used again. */
let scratch: Uint32Array | BigUint64Array = new Uint32Array();

/**
 * Reads a chunk for the GPU: compressed labels of one channel stay compressed, everything else is decoded.
 * @throws CorruptDataError where any label of it leads outside the file: the GPU would not notice.
 */
export async function readChunk(
  volume: PrecomputedVolume,
  scale: number,
  index: Xyz,
  signal: AbortSignal,
): Promise<ChunkData> {
  const { encoding } = volume.scales[scale] ?? {};
  if (encoding !== 'compressed_segmentation' || volume.info.numChannels !== 1)
    return volume.readChunk(scale, index, { signal });
  const stored = await volume.readStoredChunk(scale, index, { signal });
  // One that the store does not have is zeros.
  if (!stored) return volume.readChunk(scale, index, { signal });
  const { bytes, shape, subject } = stored;
  decodeCompressedSegmentation(bytes, shape, subject, scratchFor(shape));
  const isWhole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  const words = new Uint32Array((isWhole ? bytes : new Uint8Array(bytes)).buffer as ArrayBuffer);
  const dataType = shape.dataType === 'uint32' ? 'uint32' : 'uint64';
  return { words, dataType, size: shape.size, blockSize: shape.blockSize ?? DEFAULT_BLOCK_SIZE };
}

function scratchFor(shape: ChunkShape): Uint32Array | BigUint64Array {
  const count = samplesIn(shape);
  const dataType = shape.dataType === 'uint32' ? 'uint32' : 'uint64';
  const bytes = dataType === 'uint64' ? 8 : 4;
  if (scratch.BYTES_PER_ELEMENT !== bytes || scratch.length < count) scratch = createSamples(dataType, count);
  return scratch.subarray(0, count);
}
