import { isFloodlightError } from '../../datasets/errors.ts';
import { boxSize, type Xyz } from '../../datasets/geometry/index.ts';
import {
  type ChunkGrid,
  chunkBox,
  chunkName,
  createChunkFetcher,
  decodeStoredChunk,
  type PrecomputedInfo,
  type ScaleInfo,
} from '../../datasets/precomputed/index.ts';
import {
  compressedMortonCode,
  locateKey,
  mortonPosition,
  parseSharding,
} from '../../datasets/precomputed/sharding/index.ts';
import { type Store, throwIfAborted } from '../../datasets/stores/index.ts';
import type { Samples } from '../../datasets/volume.ts';
import { gridsOf } from './verify-files.ts';
import type { ProblemLog } from './verify-problems.ts';
import { samplePositions } from './verify-sample.ts';
import { listedShards, verifyShards } from './verify-shards.ts';

/** What was found in one scale. */
export interface ScaleResult {
  readonly key: string;
  readonly encoding: string;
  /** Chunks that the scale has. */
  readonly total: number;
  /** Of them, those that were looked at. */
  readonly chunks: number;
  /** Decoded to the right size. */
  readonly good: number;
  readonly missing: number;
  /** There, and not to be decoded. */
  readonly bad: number;
  /** Of good and bad chunks, as read. */
  readonly bytes: number;
  /** Shards whose indices were checked; absent where chunks are objects of their own. */
  readonly shards?: number;
  /** Bytes of shards that no index leads to. */
  readonly orphanBytes?: number;
}

export interface ScaleJob {
  readonly store: Store;
  readonly info: PrecomputedInfo;
  readonly log: ProblemLog;
  /** Missing chunks are counted and are no problem: they read as zeros. */
  readonly allowMissing: boolean;
  /** The most chunks to look at, spread over the scale; Infinity for all. */
  readonly most: number;
  readonly signal?: AbortSignal;
  /** Called after each chunk. */
  readonly onChunk?: () => void;
  /** Gets the samples of each good chunk, which are not kept. */
  readonly onSamples?: (samples: Samples) => void;
}

/** Chunks in flight: they bound memory, and hide a network's latency. */
const CONCURRENT_CHUNKS = 8;

/** Reads and decodes the chunks of a scale, of each chunk size that it offers, and the indices of its shards. */
export async function verifyScale(scale: ScaleInfo, job: ScaleJob): Promise<ScaleResult> {
  const counts = { chunks: 0, good: 0, missing: 0, bad: 0, bytes: 0 };
  for (const grid of gridsOf(scale)) {
    const check = chunkChecker(scale, grid, job, counts);
    const positions = samplePositions(grid, job.most);
    // Workers share one generator, so that each takes the next chunk as soon as it is free.
    const work = async () => {
      for (const position of positions) {
        throwIfAborted(job.signal, job.store.name);
        await check(position);
        job.onChunk?.();
      }
    };
    await Promise.all(Array.from({ length: CONCURRENT_CHUNKS }, work));
  }
  const shards = scale.sharding && (await verifyScaleShards(scale, job));
  return { key: scale.key, encoding: scale.encoding, total: chunksOf(scale), ...counts, ...shards };
}

/** Grid cells that are gone through to find the shards of a store that cannot list. */
const MAX_CELLS = 4_000_000;

async function verifyScaleShards(scale: ScaleInfo, job: ScaleJob) {
  const { store, log, most } = job;
  const spec = parseSharding(scale.sharding, `${store.name}/${scale.key}: sharding`);
  const [grid] = gridsOf(scale);
  const cells = chunksOf(scale);
  const folder = scale.key;
  const isSampled = most < cells;
  if (!store.list && !isSampled && cells > MAX_CELLS) {
    const text = `the store cannot list: the indices of shards are not checked above ${MAX_CELLS} chunks`;
    log.add('not-verified', `${store.name}/${folder}: ${text}`);
    return {};
  }
  const touched = function* () {
    const seen = new Set<bigint>();
    for (const position of samplePositions(grid!, most)) {
      const { shard } = locateKey(spec, compressedMortonCode(position, grid!.gridSize));
      if (!seen.has(shard)) yield shard;
      seen.add(shard);
    }
  };
  const refuse = (key: bigint) =>
    mortonPosition(key, grid!.gridSize)
      ? undefined
      : `expected a cell of the grid ${grid!.gridSize.join(' x ')}, got none of it`;
  const shards = store.list && !isSampled ? listedShards({ store, folder, spec }) : touched();
  const found = await verifyShards({ ...job, folder, spec, kind: 'shard', refuse }, shards);
  return { shards: found.shards, orphanBytes: found.orphanBytes };
}

type Counts = { -readonly [K in 'chunks' | 'good' | 'missing' | 'bad' | 'bytes']: number };

function chunkChecker(
  scale: ScaleInfo,
  grid: ChunkGrid,
  job: ScaleJob,
  counts: Counts,
): (position: Xyz) => Promise<void> {
  const { store, info, log, allowMissing } = job;
  const fetchChunk = createChunkFetcher(store, scale, grid);
  return async (position) => {
    const box = chunkBox(grid, position);
    const key = `${scale.key}/${chunkName(box)}`;
    const subject = `${store.name}/${key}`;
    counts.chunks++;
    try {
      const bytes = await fetchChunk(position, key, job.signal);
      if (!bytes) {
        counts.missing++;
        if (!allowMissing) log.add('missing', `${subject}: expected a chunk, got nothing`);
        return;
      }
      counts.bytes += bytes.length;
      const samples = await decodeStoredChunk(
        scale.encoding,
        bytes,
        shapeOf(info, scale, boxSize(box)),
        subject,
      );
      counts.good++;
      job.onSamples?.(samples);
    } catch (error) {
      counts.bad++;
      log.catch(isFloodlightError(error, 'unsupported') ? 'not-verified' : 'chunk', error);
    }
  };
}

const shapeOf = ({ dataType, numChannels }: PrecomputedInfo, scale: ScaleInfo, size: Xyz) => ({
  dataType,
  numChannels,
  size,
  blockSize: scale.compressedSegmentationBlockSize,
});

/** Chunks of a scale, over all chunk sizes that it offers. */
export const chunksOf = (scale: ScaleInfo): number =>
  gridsOf(scale).reduce((sum, { gridSize: [x, y, z] }) => sum + x * y * z, 0);
