import { UsageError } from './errors.ts';
import { type Box, boxSize, intersectBoxes } from './geometry/index.ts';
import { assertInside, copyBox, createBlock } from './memory-volume.ts';
import { chunkBox, chunksIn, createChunkGrid } from './precomputed/index.ts';
import type { ScaledVolume } from './source.ts';
import type { Volume } from './volume.ts';

/** Chunks in flight for one box: enough to hide a network's latency, few enough to bound memory. */
const CONCURRENT_CHUNKS = 8;

/**
 * One scale of a source as a volume. Several chunks are read at once; none is kept.
 * @throws UsageError for a scale that is not there.
 */
export function volumeOfScale(source: ScaledVolume, index: number): Volume {
  const scale = source.scales[index];
  if (!scale) {
    const expected = `a scale in [0,${source.scales.length})`;
    throw new UsageError({ subject: 'scale', expected, got: `${index}` });
  }
  const { bounds, chunkSize, voxelSizeNm, name } = scale;
  const { dataType, numChannels } = source;
  const grid = createChunkGrid(bounds, chunkSize);
  const read: Volume['read'] = async (box: Box, { signal } = {}) => {
    assertInside(bounds, box, `scale ${name}`);
    const target = { block: createBlock(dataType, boxSize(box), numChannels), origin: box.begin };
    const positions = chunksIn(grid, box);
    // Workers share one generator, so that each takes the next chunk as soon as it is free.
    const work = async () => {
      for (const position of positions) {
        const block = await source.readChunk(index, position, { signal });
        const covered = chunkBox(grid, position);
        const common = intersectBoxes(covered, box);
        if (common) copyBox({ block, origin: covered.begin }, target, common);
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_CHUNKS }, work));
    return target.block;
  };
  return {
    dataType,
    numChannels,
    bounds,
    voxelSizeNm: source.isVoxelSizeKnown ? voxelSizeNm : undefined,
    read,
  };
}
