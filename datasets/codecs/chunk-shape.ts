import { volumeOf, type Xyz } from '../geometry/index.ts';
import { bytesPerSample, type DataType } from '../volume.ts';

/** What a chunk holds, as the dataset's description says; the bytes themselves do not. */
export interface ChunkShape {
  readonly dataType: DataType;
  /** Voxels per axis of this chunk, cut at the volume's edge. */
  readonly size: Xyz;
  readonly numChannels: number;
  /** Voxels per axis of a block of compressed_segmentation; other encodings ignore it. */
  readonly blockSize?: Xyz;
  /** For writing jpeg, 1 to 100; default 90. */
  readonly jpegQuality?: number;
  /** For writing png, 0 (fast) to 9 (small); default the library's. */
  readonly pngLevel?: number;
}

export const samplesIn = ({ size, numChannels }: ChunkShape): number => volumeOf(size) * numChannels;
export const decodedBytes = (shape: ChunkShape): number => samplesIn(shape) * bytesPerSample(shape.dataType);

/** For messages: `64 x 64 x 32 uint8, 1 channel`. */
export function formatShape({ dataType, size, numChannels }: ChunkShape): string {
  return `${size.join(' x ')} ${dataType}, ${numChannels} channel${numChannels === 1 ? '' : 's'}`;
}
