import { type Box, volumeOf } from '../../geometry/index.ts';
import { chunkBox, chunksIn, createChunkGrid } from '../../precomputed/index.ts';
import { throwIfAborted, type WritableStore } from '../../stores/index.ts';
import type { VoxelBlock } from '../../volume.ts';
import {
  encodeLevelMetadata,
  objectKey,
  objectSize,
  type ZarrImageSpec,
  type ZarrLevelSpec,
} from './describe.ts';
import { encodeZarrChunk, encodeZarrShard } from './encode-shard.ts';

export interface WriteLevelOptions {
  /** Gives a box of all channels. */
  readonly read: (box: Box) => Promise<VoxelBlock>;
  readonly signal?: AbortSignal;
  /** Whether an object that is there is done: an unfinished run goes on. */
  readonly keepsObjects?: boolean;
  /** Once an object. */
  readonly onObject?: () => void;
}

/** Objects of a level. */
export function countObjects(spec: ZarrImageSpec, { bounds }: ZarrLevelSpec): number {
  return volumeOf(createChunkGrid(bounds, objectSize(spec)).gridSize);
}

/**
 * Writes a level: its metadata, and an object for every chunk or shard and channel that is not 0 throughout.
 * Memory: one object of all channels, and its chunks compressed.
 */
export async function writeZarrLevel(
  store: WritableStore,
  spec: ZarrImageSpec,
  level: ZarrLevelSpec,
  { read, signal, keepsObjects, onObject }: WriteLevelOptions,
): Promise<void> {
  await store.put(`${level.path}/zarr.json`, encodeLevelMetadata(spec, level));
  const grid = createChunkGrid(level.bounds, objectSize(spec));
  for (const position of chunksIn(grid)) {
    throwIfAborted(signal, store.name);
    const keys = Array.from({ length: spec.numChannels }, (_, c) => objectKey(spec, level, position, c));
    const done = keepsObjects ? await Promise.all(keys.map((key) => store.size?.(key))) : [];
    if (!keepsObjects || done.some((size) => size === undefined)) {
      const block = await read(chunkBox(grid, position));
      for (const [channel, key] of keys.entries()) {
        const bytes = await encodeObject(spec, channelOf(block, channel));
        if (bytes) await store.put(key, bytes);
      }
    }
    onObject?.();
  }
}

const encodeObject = (spec: ZarrImageSpec, block: VoxelBlock): Promise<Uint8Array | undefined> =>
  spec.perShard
    ? encodeZarrShard(block, { chunkSize: spec.chunkSize, perShard: spec.perShard }, spec.compression)
    : encodeZarrChunk(block, spec.chunkSize, spec.compression);

/** A copy, as a whole buffer of its own. */
function channelOf(block: VoxelBlock, channel: number): VoxelBlock {
  if (block.numChannels === 1) return block;
  const count = volumeOf(block.size);
  return { ...block, numChannels: 1, data: block.data.slice(channel * count, (channel + 1) * count) };
}
