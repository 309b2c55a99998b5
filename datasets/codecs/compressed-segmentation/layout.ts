/**
 * What encoder and decoder of compressed_segmentation share.
 * Source: the precomputed format's description of compressed_segmentation.
 */
import { InvalidDataError, UnsupportedError } from '../../errors.ts';
import { mapXyz, volumeOf, type Xyz, xyz } from '../../geometry/index.ts';
import type { ChunkShape } from '../chunk-shape.ts';

/** Block size that every writer uses and every reader has been tried on. */
export const DEFAULT_BLOCK_SIZE = xyz(8, 8, 8);

/** Offsets have 24 bits, in words from the start of a channel's section. */
export const MAX_SECTION_WORDS = 2 ** 24;

/** Indices have at most 16 bits in practice: every known reader of 32-bit ones is broken. */
export const MAX_TABLE_ENTRIES = 65_536;

/** Widths of a packed index. They divide 32, so no index straddles two words. */
export const INDEX_BITS = [0, 1, 2, 4, 8, 16] as const;

/** The format has 32 too. It is read and not written: no other reader gets it right (formats.md 2.5). */
export const READ_INDEX_BITS = [...INDEX_BITS, 32] as const;

/** 32 ones are -1 to the operators that it is for, and `1 << 32` is 1. */
export const indexMask = (bits: number): number => (bits === 32 ? -1 : (1 << bits) - 1);

export interface Layout {
  readonly size: Xyz;
  readonly blockSize: Xyz;
  /** Blocks per axis; those at the upper faces may be cut. */
  readonly gridSize: Xyz;
  readonly numChannels: number;
  /** 32-bit words of a label: 1 for uint32, 2 (low, high) for uint64. */
  readonly lanes: 1 | 2;
}

/**
 * @throws UnsupportedError for other types than uint32 and uint64.
 * @throws InvalidDataError for a block size that is not three positive integers.
 */
export function layoutOf(shape: ChunkShape, subject: string): Layout {
  const { dataType, size, numChannels, blockSize = DEFAULT_BLOCK_SIZE } = shape;
  if (dataType !== 'uint32' && dataType !== 'uint64') {
    throw new UnsupportedError({
      subject,
      expected: 'labels of type uint32 or uint64 for compressed_segmentation',
      got: dataType,
      cure: 'Convert the labels to uint32 first, or use the raw encoding',
    });
  }
  if (!blockSize.every((n) => Number.isInteger(n) && n > 0) || volumeOf(blockSize) > MAX_SECTION_WORDS) {
    throw new InvalidDataError({
      subject,
      expected: `a block size of three positive integers with a product up to ${MAX_SECTION_WORDS}`,
      got: blockSize.join(' x '),
    });
  }
  const gridSize = mapXyz((n, i) => Math.ceil(n / blockSize[i]), size);
  return { size, blockSize, gridSize, numChannels, lanes: dataType === 'uint64' ? 2 : 1 };
}

/** Words of the packed indices of one block, cut or not. */
export const packedWords = (bits: number, blockVoxels: number): number =>
  Math.ceil((bits * blockVoxels) / 32);

/** The most bytes a chunk of this layout can take, for capping decompression. */
export function maxEncodedBytes({ gridSize, blockSize, numChannels, lanes }: Layout): number {
  const voxels = volumeOf(blockSize);
  const perBlock = 2 + packedWords(16, voxels) + lanes * Math.min(voxels, MAX_TABLE_ENTRIES);
  return 4 * numChannels * (1 + volumeOf(gridSize) * perBlock);
}
