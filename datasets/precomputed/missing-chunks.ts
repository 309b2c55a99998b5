import { type Box, boxContains, intersectBoxes, volumeOf, type Xyz } from '../geometry/index.ts';
import type { Store } from '../stores/index.ts';
import { type ChunkGrid, chunkBox, chunksIn, parseChunkName } from './chunk-grid.ts';
import type { ScaleInfo } from './info.ts';
import { mortonPosition, parseSharding, walkShard } from './sharding/index.ts';

export interface ChunkCount {
  /** Chunks that share a voxel with the box. */
  readonly all: number;
  /** Those that the store does not have: readers take them for 0. */
  readonly missing: number;
}

/**
 * Counts the chunks of a scale that are not there, without reading any: by the names in its folder, or by the indices of its
 * shards. Memory: one minishard's index.
 * @param box inside the scale's bounds. @returns undefined where the store cannot list.
 */
export async function countMissingChunks(
  store: Store,
  scale: ScaleInfo,
  grid: ChunkGrid,
  { box, signal }: { readonly box: Box; readonly signal?: AbortSignal },
): Promise<ChunkCount | undefined> {
  if (!store.list) return undefined;
  const all = count(chunksIn(grid, box));
  let there = 0;
  const folder = `${scale.key}/`;
  const isWanted = (own: Box): boolean => intersectBoxes(own, box) !== undefined;
  const spec = scale.sharding && parseSharding(scale.sharding, `${store.name}/${scale.key}: sharding`);
  for await (const key of store.list(folder, { signal })) {
    const name = key.slice(folder.length);
    if (!spec) {
      // cloud-volume compresses chunks as files of their own name and `.gz`.
      const own = parseChunkName(name.replace(/\.gz$/, ''));
      if (own && isChunk(grid, own) && isWanted(own)) there++;
    } else if (/^[0-9a-f]+\.shard$/.test(name)) {
      for await (const { index } of walkShard(store, key, spec, signal)) {
        for (const code of index?.keys ?? []) {
          const position = mortonPosition(code, grid.gridSize);
          if (position && isWanted(chunkBox(grid, position as unknown as Xyz))) there++;
        }
      }
    }
  }
  return { all, missing: Math.max(0, all - there) };
}

function count(positions: Iterable<unknown>): number {
  let n = 0;
  for (const _ of positions) n++;
  return n;
}

/** Names of another chunk size, or of another volume, are not of this grid. */
function isChunk(grid: ChunkGrid, { begin, end }: Box): boolean {
  const { bounds, chunkSize } = grid;
  if (!boxContains(bounds, { begin, end }) || volumeOf(chunkSize) === 0) return false;
  const position = begin.map(
    (b, axis) => (b - bounds.begin[axis as 0 | 1 | 2]) / chunkSize[axis as 0 | 1 | 2],
  );
  if (!position.every(Number.isInteger)) return false;
  const own = chunkBox(grid, position as unknown as Xyz);
  return own.end.every((e, axis) => e === end[axis as 0 | 1 | 2]);
}
