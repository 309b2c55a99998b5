import { boxOf, volumeOf } from '../../datasets/geometry/index.ts';
import {
  type ChunkGrid,
  createChunkGrid,
  type PrecomputedInfo,
  type ScaleInfo,
} from '../../datasets/precomputed/index.ts';
import { createShardGrid, parseSharding } from '../../datasets/precomputed/sharding/index.ts';
import { bytesPerSample } from '../../datasets/volume.ts';
import { cutIntoPieces, type Piece, type Shards } from './pieces.ts';
import type { ShardJob } from './schedule.ts';

/** What is written, where, and how: a thread makes all of it from these few values. */
export interface TargetSpec {
  /** Folder of the dataset. */
  readonly output: string;
  /** One scale. */
  readonly info: PrecomputedInfo;
  /** Of shards, 1-9. */
  readonly gzipLevel: number;
}

export interface Target extends TargetSpec {
  readonly scale: ScaleInfo;
  readonly grid: ChunkGrid;
  readonly shards: Shards | undefined;
}

/** @throws UnsupportedError for shardings that do not divide the volume into boxes. */
export function createTarget(spec: TargetSpec): Target {
  const [scale] = spec.info.scales;
  const grid = createChunkGrid(boxOf(scale.voxelOffset, scale.size), scale.chunkSizes[0]);
  if (!scale.sharding) return { ...spec, scale, grid, shards: undefined };
  const sharding = parseSharding(scale.sharding, `${spec.output}: sharding`);
  return { ...spec, scale, grid, shards: { spec: sharding, grid: createShardGrid(grid.gridSize, sharding) } };
}

/** A thread holds a piece, decoded and encoded, and what its source keeps. */
const PIECE_BYTES = 16 * 2 ** 20;

/** All that is to be written, a pure function of the target: the same in every run and for any number of threads. */
export interface WritePlan {
  readonly pieces: readonly Piece[];
  readonly shards: readonly ShardJob[];
  readonly chunks: number;
}

export function planWrite({ info, grid, shards }: Target, pieceBytes = PIECE_BYTES): WritePlan {
  const chunkBytes = volumeOf(grid.chunkSize) * info.numChannels * bytesPerSample(info.dataType);
  const pieces = cutIntoPieces(grid, shards, { chunkBytes, pieceBytes });
  const byShard = new Map<string, number[]>();
  for (const { index, shard } of pieces) {
    if (shard === undefined) continue;
    const known = byShard.get(shard);
    if (known) known.push(index);
    else byShard.set(shard, [index]);
  }
  const jobs = [...byShard].map(([shard, own]): ShardJob => ({ shard, pieces: own }));
  return { pieces, shards: jobs, chunks: volumeOf(grid.gridSize) };
}
