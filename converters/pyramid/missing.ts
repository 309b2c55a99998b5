import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { boxOf, volumeOf } from '../../datasets/geometry/index.ts';
import {
  chunkBox,
  chunkName,
  chunksIn,
  createChunkGrid,
  type ScaleInfo,
} from '../../datasets/precomputed/index.ts';
import { parseSharding, walkShard } from '../../datasets/precomputed/sharding/index.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';

/**
 * Chunks of a scale that a dataset on disk does not hold, without reading any: names of files, or indices of shards.
 * @param output folder of the dataset.
 */
export async function countMissing(output: string, scale: ScaleInfo, signal?: AbortSignal): Promise<number> {
  const grid = createChunkGrid(boxOf(scale.voxelOffset, scale.size), scale.chunkSizes[0]);
  const names = await readdir(join(output, scale.key)).catch(() => []);
  if (!scale.sharding) {
    const there = new Set(names.map((name) => name.replace(/\.gz$/, '')));
    let missing = 0;
    for (const position of chunksIn(grid)) if (!there.has(chunkName(chunkBox(grid, position)))) missing++;
    return missing;
  }
  const spec = parseSharding(scale.sharding, `${output}/${scale.key}: sharding`);
  const store = createFileStore(output);
  let found = 0;
  for (const name of names) {
    if (!/^[0-9a-f]+\.shard$/.test(name)) continue;
    for await (const { index, error } of walkShard(store, `${scale.key}/${name}`, spec, signal)) {
      if (error !== undefined) throw error;
      found += index?.keys.length ?? 0;
    }
  }
  return Math.max(0, volumeOf(grid.gridSize) - found);
}
