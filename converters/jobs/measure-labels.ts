import { type Box, mapXyz, volumeOf, type Xyz } from '../../datasets/geometry/index.ts';
import { chunkBox, chunksIn, createChunkGrid } from '../../datasets/precomputed/index.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import type { Volume } from '../../datasets/volume.ts';
import { createLabelMeter, type LabelMeasures } from '../../datasets/voxels/index.ts';

export interface MeasureOptions {
  /** Chunks of the source: blocks are made of whole ones. Default 64 x 64 x 64. */
  readonly chunkSize?: Xyz;
  /** The most voxels of a block; twelve bytes each. Default 2^23. */
  readonly blockVoxels?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (doneBlocks: number, allBlocks: number) => void;
}

/** Voxels, box and faces of every label but 0, by one pass over blocks. Memory: one block, and 80 bytes a label. */
export async function measureLabels(
  volume: Volume,
  { chunkSize = [64, 64, 64], blockVoxels = 2 ** 23, signal, onProgress }: MeasureOptions = {},
): Promise<LabelMeasures[]> {
  const meter = createLabelMeter(volume.bounds);
  const grid = createChunkGrid(volume.bounds, blockSize(chunkSize, blockVoxels));
  const blocks = volumeOf(grid.gridSize);
  let done = 0;
  for (const position of chunksIn(grid)) {
    throwIfAborted(signal, 'measuring labels');
    const core = chunkBox(grid, position);
    meter.add(await volume.read(withLayerBelow(core, volume.bounds), { signal }), core);
    onProgress?.(++done, blocks);
  }
  return meter.measures();
}

/** As many chunks as fit, the same along each axis, so that few are read twice for the layer below. */
function blockSize(chunkSize: Xyz, most: number): Xyz {
  const times = Math.max(1, Math.floor(Math.cbrt(most / volumeOf(chunkSize))));
  return mapXyz((n) => n * times, chunkSize);
}

const withLayerBelow = ({ begin, end }: Box, bounds: Box): Box => ({
  begin: mapXyz((b, axis) => Math.max(b - 1, bounds.begin[axis]), begin),
  end,
});
