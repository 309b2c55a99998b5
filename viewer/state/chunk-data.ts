import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';

/** Labels as they are stored: words of a compressed_segmentation file, whose every offset was checked. */
export interface CompressedLabels {
  readonly words: Uint32Array;
  readonly dataType: 'uint32' | 'uint64';
  /** Voxels per axis. */
  readonly size: Xyz;
  readonly blockSize: Xyz;
}

/** A chunk as the page has it. */
export type ChunkData = VoxelBlock | CompressedLabels;

export const isCompressed = (chunk: ChunkData): chunk is CompressedLabels => 'words' in chunk;

/** What a chunk takes in memory, and about the same on the GPU. */
export const chunkBytes = (chunk: ChunkData): number =>
  isCompressed(chunk) ? chunk.words.byteLength : chunk.data.byteLength;

/** @param at voxels from the chunk's begin, inside it. @returns undefined where there is no such channel. */
export function sampleOf(chunk: ChunkData, at: Xyz, channel = 0): number | bigint | undefined {
  if (isCompressed(chunk)) return labelOf(chunk, at);
  const { data, size } = chunk;
  return data[at[0] + size[0] * (at[1] + size[1] * (at[2] + size[2] * channel))];
}

/** One label, by a few look-ups. Source: the precomputed format's description of compressed_segmentation. */
function labelOf({ words, dataType, size, blockSize }: CompressedLabels, at: Xyz): number | bigint {
  const word = (i: number) => words[i] ?? 0;
  const section = word(0);
  const grid = mapXyz((n, i) => Math.ceil(n / blockSize[i]), size);
  const block = mapXyz((v, i) => Math.floor(v / blockSize[i]), at);
  const [x, y, z] = mapXyz((v, i) => v % blockSize[i], at);
  const header = section + 2 * (block[0] + grid[0] * (block[1] + grid[1] * block[2]));
  const bits = word(header) >>> 24;
  const bit = bits * (x + blockSize[0] * (y + blockSize[1] * z));
  const packed = bits === 0 ? 0 : word(section + word(header + 1) + Math.floor(bit / 32));
  const index = bits === 32 ? packed : (packed >>> (bit % 32)) & ((1 << bits) - 1);
  const entry = section + (word(header) & 0xffffff);
  if (dataType === 'uint32') return word(entry + index);
  return BigInt(word(entry + 2 * index)) | (BigInt(word(entry + 2 * index + 1)) << 32n);
}
