import { mapXyz, type Xyz, xyz } from './geometry/index.ts';
import { chunkBox, createChunkGrid } from './precomputed/index.ts';
import type { ScaledVolume } from './source.ts';
import type { Volume } from './volume.ts';

/** What a file is cut into that has no chunks of its own. */
const CHUNK_SIZE = xyz(64, 64, 64);

/** A volume as a source of one scale. @param encoding for people. */
export function scaledVolumeOf(volume: Volume, encoding: string): ScaledVolume {
  const { dataType, numChannels, bounds, voxelSizeNm } = volume;
  const size: Xyz = mapXyz((e, axis) => e - bounds.begin[axis], bounds.end);
  const chunkSize = mapXyz((n, axis) => Math.min(n, Math.max(size[axis], 1)), CHUNK_SIZE);
  const grid = createChunkGrid(bounds, chunkSize);
  return {
    dataType,
    numChannels,
    isVoxelSizeKnown: voxelSizeNm !== undefined,
    scales: [{ name: '.', bounds, chunkSize, voxelSizeNm: voxelSizeNm ?? xyz(1, 1, 1), encoding }],
    readChunk: (_, position, options) => volume.read(chunkBox(grid, position), options),
  };
}
