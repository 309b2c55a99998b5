import { isFloodlightError } from '../../datasets/errors.ts';
import { boxSize, type Xyz } from '../../datasets/geometry/index.ts';
import {
  type ChunkGrid,
  chunkBox,
  chunkName,
  chunksIn,
  decodeStoredChunk,
  MAX_CHUNK_BYTES,
  type PrecomputedInfo,
  type ScaleInfo,
} from '../../datasets/precomputed/index.ts';
import {
  compressedMortonCode,
  createShardedReader,
  parseSharding,
} from '../../datasets/precomputed/sharding/index.ts';
import { type Store, throwIfAborted } from '../../datasets/stores/index.ts';
import type { Samples } from '../../datasets/volume.ts';
import { gridsOf } from './verify-files.ts';
import type { ProblemLog } from './verify-problems.ts';

/** What was found in one scale. */
export interface ScaleResult {
  readonly key: string;
  readonly encoding: string;
  readonly chunks: number;
  /** Decoded to the right size. */
  readonly good: number;
  readonly missing: number;
  /** There, and not to be decoded. */
  readonly bad: number;
  /** Of good and bad chunks, as read. */
  readonly bytes: number;
}

export interface ScaleJob {
  readonly store: Store;
  readonly info: PrecomputedInfo;
  readonly log: ProblemLog;
  /** Missing chunks are counted and are no problem: they read as zeros. */
  readonly allowMissing: boolean;
  readonly signal?: AbortSignal;
  /** Called after each chunk. */
  readonly onChunk?: () => void;
  /** Gets the samples of each good chunk, which are not kept. */
  readonly onSamples?: (samples: Samples) => void;
}

/** Chunks in flight: they bound memory, and hide a network's latency. */
const CONCURRENT_CHUNKS = 8;

type FetchChunk = (position: Xyz, key: string) => Promise<Uint8Array | undefined>;

/** Reads and decodes every chunk of a scale, of each chunk size that it offers. */
export async function verifyScale(scale: ScaleInfo, job: ScaleJob): Promise<ScaleResult> {
  const counts = { chunks: 0, good: 0, missing: 0, bad: 0, bytes: 0 };
  for (const grid of gridsOf(scale)) {
    const check = chunkChecker(scale, grid, job, counts);
    const positions = chunksIn(grid);
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
  return { key: scale.key, encoding: scale.encoding, ...counts };
}

type Counts = { -readonly [K in 'chunks' | 'good' | 'missing' | 'bad' | 'bytes']: number };

function chunkChecker(
  scale: ScaleInfo,
  grid: ChunkGrid,
  job: ScaleJob,
  counts: Counts,
): (position: Xyz) => Promise<void> {
  const { store, info, log, allowMissing } = job;
  const fetchChunk = fetcherOf(scale, grid, job);
  return async (position) => {
    const box = chunkBox(grid, position);
    const key = `${scale.key}/${chunkName(box)}`;
    const subject = `${store.name}/${key}`;
    counts.chunks++;
    try {
      const bytes = await fetchChunk(position, key);
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

function fetcherOf(scale: ScaleInfo, grid: ChunkGrid, { store, signal }: ScaleJob): FetchChunk {
  if (!scale.sharding) return (_, key) => store.get(key, { signal });
  const spec = parseSharding(scale.sharding, `${store.name}/${scale.key}: sharding`);
  const reader = createShardedReader(store, scale.key, spec);
  return (position) =>
    reader.get(compressedMortonCode(position, grid.gridSize), { maxBytes: MAX_CHUNK_BYTES, signal });
}

/** Chunks of a scale, over all chunk sizes that it offers. */
export const chunksOf = (scale: ScaleInfo): number =>
  gridsOf(scale).reduce((sum, { gridSize: [x, y, z] }) => sum + x * y * z, 0);
