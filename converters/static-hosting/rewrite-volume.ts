import { boxOf, mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import {
  chunkBox,
  chunkName,
  createChunkGrid,
  encodeRawInfo,
  parseInfo,
  type ScaleInfo,
} from '../../datasets/precomputed/index.ts';
import { mortonPosition, parseSharding } from '../../datasets/precomputed/sharding/index.ts';
import type { InfoFolder, NewFile, Rewrite } from './rewrite.ts';
import { isShard, shardObjects } from './shard-files.ts';

/** Chunks of sharded scales as files of their own. @returns undefined where no scale has shards. */
export function rewriteVolume(volume: InfoFolder): Rewrite | undefined {
  const { store, folder, info, names } = volume;
  const scales = parseInfo(info, `${store.name}/${folder}info`).scales.filter(({ sharding }) => sharding);
  if (scales.length === 0) return undefined;
  const folders = scales.map(({ key }) => `${key}/`);
  return {
    replaces: (name) =>
      name === 'info' || folders.some((scale) => name.startsWith(scale) && isShard(name.slice(scale.length))),
    async *files(signal) {
      for (const scale of scales) yield* chunksOf(volume, scale, signal);
      const plain = (info['scales'] as Record<string, unknown>[]).map(({ sharding: _, ...rest }) => rest);
      yield [`${folder}info`, encodeRawInfo({ ...info, scales: plain })];
    },
  };
  async function* chunksOf(
    { store, folder }: InfoFolder,
    scale: ScaleInfo,
    signal: AbortSignal | undefined,
  ): AsyncGenerator<NewFile> {
    const { key, size, voxelOffset: begin, chunkSizes } = scale;
    const end = mapXyz((n, axis) => begin[axis] + n, size);
    const grid = createChunkGrid(boxOf(begin, end), chunkSizes[0]);
    const spec = parseSharding(scale.sharding, `${store.name}/${folder}info: ${key}: sharding`);
    const own = names.flatMap((name) => (name.startsWith(`${key}/`) ? [name.slice(key.length + 1)] : []));
    const shards = { store, folder: `${folder}${key}`, spec, names: own };
    for await (const [code, bytes] of shardObjects(shards, signal)) {
      const position = mortonPosition(code, grid.gridSize);
      if (position) yield [`${folder}${key}/${chunkName(chunkBox(grid, position as unknown as Xyz))}`, bytes];
    }
  }
}
