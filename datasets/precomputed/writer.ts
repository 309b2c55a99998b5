import { type Box, boxOf, mapXyz, volumeOf, type Xyz, xyz } from '../geometry/index.ts';
import type { WritableStore } from '../stores/index.ts';
import type { Volume, VoxelBlock } from '../volume.ts';
import { type ChunkGrid, chunkBox, chunkName, createChunkGrid } from './chunk-grid.ts';
import { describePrecomputed, type PrecomputedSpec } from './describe.ts';
import { encodeBox } from './encode-box.ts';
import { encodeInfo, type PrecomputedInfo, type ScaleInfo } from './info.ts';
import {
  type Compress,
  compressedMortonCode,
  createShardGrid,
  encodeShard,
  parseSharding,
  type ShardCells,
  type ShardEntry,
  type ShardingSpec,
  shardName,
} from './sharding/index.ts';

export interface WriteOptions {
  readonly signal?: AbortSignal;
  /** Called after each row of chunks. */
  readonly onProgress?: (doneChunks: number, allChunks: number) => void;
  /** How shards are compressed. Default: the platform's gzip. */
  readonly compress?: Compress;
}

/**
 * Writes a volume as one scale and the info last, so that nobody opens a half-written one.
 * Memory: one row of chunks along x, twice; with sharding one whole shard (the program's `convert` streams them).
 * @returns the info that was written.
 * @throws UsageError without a voxel size; TooLargeError for coordinates from 2^24 on; UnsupportedError for
 * labels that the encoding cannot hold.
 */
export async function writePrecomputed(
  store: WritableStore,
  spec: PrecomputedSpec,
  volume: Volume,
  options: WriteOptions = {},
): Promise<PrecomputedInfo> {
  const info = describePrecomputed(store.name, spec, volume);
  const [scale] = info.scales;
  const grid = createChunkGrid(volume.bounds, scale.chunkSizes[0]);
  const allChunks = volumeOf(grid.gridSize);
  let doneChunks = 0;
  const onRow = (chunks: number) => {
    doneChunks += chunks;
    options.onProgress?.(doneChunks, allChunks);
  };
  const target: Target = { store, scale, grid, volume, options, onRow };
  if (scale.sharding) await writeShards(target, parseSharding(scale.sharding, `${store.name}: sharding`));
  else for (const row of rowsOf(boxOf(xyz(0, 0, 0), grid.gridSize))) await writeRow(target, row);
  await store.put('info', encodeInfo(info));
  return info;
}

interface Target {
  readonly store: WritableStore;
  readonly scale: ScaleInfo;
  readonly grid: ChunkGrid;
  readonly volume: Volume;
  readonly options: WriteOptions;
  readonly onRow: (chunks: number) => void;
}

/** Grid positions of each row of chunks along x. */
function* rowsOf({ begin, end }: Box): Generator<readonly Xyz[]> {
  for (let z = begin[2]; z < end[2]; z++) {
    for (let y = begin[1]; y < end[1]; y++) {
      yield Array.from({ length: end[0] - begin[0] }, (_, i) => xyz(begin[0] + i, y, z));
    }
  }
}

async function writeRow(target: Target, row: readonly Xyz[]): Promise<void> {
  const { store, scale, onRow } = target;
  const source = await readRow(target, row);
  const writes = source.boxes.map(async (box) =>
    store.put(`${scale.key}/${chunkName(box)}`, await encodeBox(scale, source, box, { subject: store.name })),
  );
  await Promise.all(writes);
  onRow(row.length);
}

async function writeShards(target: Target, spec: ShardingSpec): Promise<void> {
  const shards = createShardGrid(target.grid.gridSize, spec);
  for (const row of rowsOf(boxOf(xyz(0, 0, 0), shards.gridSize))) {
    for (const position of row) await writeShard(target, spec, shards.at(position));
  }
}

async function writeShard(target: Target, spec: ShardingSpec, { shard, cells }: ShardCells): Promise<void> {
  const { store, scale, grid, options, onRow } = target;
  const entries: ShardEntry[] = [];
  for (const row of rowsOf(cells)) {
    const source = await readRow(target, row);
    for (const [i, box] of source.boxes.entries()) {
      const key = compressedMortonCode(row[i], grid.gridSize);
      entries.push({ key, bytes: await encodeBox(scale, source, box, { subject: store.name }) });
    }
    onRow(row.length);
  }
  const key = `${scale.key}/${shardName(spec, shard)}`;
  const { compress } = options;
  await store.put(key, await encodeShard(spec, entries, { compress, subject: `${store.name}/${key}` }));
}

/** Reads the row as one box, since sources made of slices would decode each slice once a chunk otherwise. */
async function readRow(
  { grid, volume, options }: Target,
  row: readonly Xyz[],
): Promise<{ boxes: readonly Box[]; block: VoxelBlock; origin: Xyz }> {
  const boxes = row.map((position) => chunkBox(grid, position));
  const { begin, end } = { begin: boxes[0].begin, end: boxes[boxes.length - 1].end };
  const size = mapXyz((b, i) => end[i] - b, begin);
  return { boxes, block: await volume.read(boxOf(begin, size), options), origin: begin };
}
