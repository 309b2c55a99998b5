import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import type { ChunkTexture, Neighbour, Stage } from '../render/index.ts';
import { type ChunkData, gridOf, isCompressed, type LayerScale } from '../state/index.ts';
import type { Resource, ResourceCache } from './resource-cache.ts';

/** A chunk of an image whose voxels are mixed: where it is, and what its neighbours are called. */
export interface SmoothPlace {
  readonly scale: LayerScale;
  readonly index: Xyz;
  keyOf(index: Xyz): string;
}

/**
 * Makes a chunk's texture one with a border, or one without, and fills the border from what is there of the chunks around.
 * @param place undefined where the image is not mixed.
 */
export function keepBorder(
  stage: Stage,
  resource: Resource<ChunkData, ChunkTexture>,
  chunks: ResourceCache<ChunkData, ChunkTexture>,
  place: SmoothPlace | undefined,
): void {
  const { value } = resource;
  if (isCompressed(value)) return;
  if (resource.handle && (resource.handle.border !== undefined) !== (place !== undefined)) {
    stage.releaseChunk(resource.handle);
    resource.handle = undefined;
  }
  if (!place) return;
  resource.handle ??= stage.uploadBordered(value);
  stage.fillBorder(resource.handle, value, neighbourIn(chunks, place));
}

function neighbourIn(
  chunks: ResourceCache<ChunkData, ChunkTexture>,
  { scale, index, keyOf }: SmoothPlace,
): Neighbour {
  const grid = gridOf(scale);
  return (step) => {
    const there = mapXyz((v, i) => v + step[i], index);
    if (there.some((v, i) => v < 0 || v >= (grid[i] as number))) return undefined;
    const value = chunks.peek(keyOf(there));
    return value && !isCompressed(value) ? (value as VoxelBlock) : undefined;
  };
}
