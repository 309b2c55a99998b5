import { type ChunkShape, gunzip, looksGzipped } from '../codecs/index.ts';
import { MissingError, UsageError } from '../errors.ts';
import { type Box, boxOf, boxSize, intersectBoxes, type Xyz } from '../geometry/index.ts';
import { assertInside, copyBox, createBlock } from '../memory-volume.ts';
import type { Store } from '../stores/index.ts';
import type { Volume, VoxelBlock } from '../volume.ts';
import { decodeStoredChunk, MAX_CHUNK_BYTES, plainChunk } from './chunk-bytes.ts';
import { type ChunkGrid, chunkBox, chunkName, chunksIn, createChunkGrid } from './chunk-grid.ts';
import type { PrecomputedInfo, ScaleInfo } from './info.ts';
import { decodeInfo } from './parse-info.ts';
import { compressedMortonCode, createShardedReader, parseSharding } from './sharding/index.ts';

/** An open precomputed volume. */
export interface PrecomputedVolume {
  readonly info: PrecomputedInfo;
  /** The same as `info.scales`, finest first. */
  readonly scales: readonly ScaleInfo[];
  /** The chunks of one scale. */
  grid(scaleIndex: number): ChunkGrid;
  /** One scale as a volume. Several chunks are read at once; none is kept. */
  volume(scaleIndex: number): Volume;
  /**
   * One decoded chunk, cut at the volume's edge; zeros where the store has none.
   * @param position in the grid of the scale, from (0, 0, 0).
   * @throws UnsupportedError for encodings without a codec.
   * @throws CorruptDataError for bytes that do not fit the description; InvalidDataError for a position outside.
   */
  readChunk(scaleIndex: number, position: Xyz, options?: { signal?: AbortSignal }): Promise<VoxelBlock>;
  /** The same before it is decoded, for those who decode elsewhere; undefined where the store has none. */
  readStoredChunk(
    scaleIndex: number,
    position: Xyz,
    options?: { signal?: AbortSignal },
  ): Promise<StoredChunk | undefined>;
}

/** A chunk as its encoding's codec takes it. */
export interface StoredChunk {
  readonly encoding: string;
  readonly bytes: Uint8Array;
  readonly shape: ChunkShape;
  /** For messages. */
  readonly subject: string;
}

/** Metadata are small: an info file with hundreds of scales stays far below. */
const MAX_INFO_BYTES = 2 ** 24;

/** Chunks in flight for one box: enough to hide a network's latency, few enough to bound memory. */
const CONCURRENT_CHUNKS = 8;

export interface OpenPrecomputedOptions {
  readonly signal?: AbortSignal;
  /** What a chunk is that the store does not have. Default zeros, as everywhere in the field; `fail`: a MissingError. */
  readonly missing?: 'zeros' | 'fail';
}

/**
 * Opens a precomputed volume by reading its `info`.
 * @throws MissingError where the store has none; InvalidDataError and others of `parseInfo`.
 */
export async function openPrecomputed(
  store: Store,
  options: OpenPrecomputedOptions = {},
): Promise<PrecomputedVolume> {
  const subject = `${store.name}/info`;
  const bytes = await store.get('info', options);
  if (!bytes) {
    const cure = 'Check the address: it must be the folder that holds the file "info"';
    throw new MissingError({ subject, expected: 'a precomputed volume', got: 'no such object', cure });
  }
  const plain = looksGzipped(bytes) ? await gunzip(bytes, MAX_INFO_BYTES, subject) : bytes;
  return createReader(store, decodeInfo(plain, subject), options.missing ?? 'zeros');
}

function createReader(store: Store, info: PrecomputedInfo, missing: 'zeros' | 'fail'): PrecomputedVolume {
  const grids = info.scales.map((s) => createChunkGrid(boxOf(s.voxelOffset, s.size), s.chunkSizes[0]));
  const fetchers = info.scales.map((scale, i) => createChunkFetcher(store, scale, grids[i]));
  const scaleAt = (index: number): ScaleInfo => {
    const scale = info.scales[index];
    if (scale) return scale;
    const expected = `a scale in [0,${info.scales.length})`;
    throw new UsageError({ subject: store.name, expected, got: `${index}` });
  };
  const placeOf = (index: number, position: Xyz) => {
    const scale = scaleAt(index);
    const box = chunkBox(grids[index], position);
    const key = `${scale.key}/${chunkName(box)}`;
    const { dataType, numChannels } = info;
    const blockSize = scale.compressedSegmentationBlockSize;
    const shape: ChunkShape = { dataType, numChannels, size: boxSize(box), blockSize };
    return { scale, key, shape, subject: `${store.name}/${key}` };
  };
  const reader: PrecomputedVolume = {
    info,
    scales: info.scales,
    grid(index) {
      scaleAt(index);
      return grids[index];
    },
    async readStoredChunk(index, position, options = {}) {
      const { scale, key, shape, subject } = placeOf(index, position);
      const bytes = await fetchers[index](position, key, options.signal);
      if (!bytes && missing === 'fail') throw missingChunk(subject);
      if (!bytes) return undefined;
      const plain = await plainChunk(scale.encoding, bytes, shape, subject);
      return { encoding: scale.encoding, bytes: plain, shape, subject };
    },
    async readChunk(index, position, options = {}) {
      const { scale, key, shape, subject } = placeOf(index, position);
      const bytes = await fetchers[index](position, key, options.signal);
      const { dataType, numChannels, size } = shape;
      if (!bytes && missing === 'fail') throw missingChunk(subject);
      if (!bytes) return createBlock(dataType, size, numChannels);
      const data = await decodeStoredChunk(scale.encoding, bytes, shape, subject);
      return { dataType, numChannels, size, data };
    },
    volume(index) {
      const { resolutionNm } = scaleAt(index);
      const { bounds } = grids[index];
      const { dataType, numChannels } = info;
      const read: Volume['read'] = (box, options) => readBox(reader, index, box, options);
      return { dataType, numChannels, bounds, voxelSizeNm: resolutionNm, read };
    },
  };
  return reader;
}

const missingChunk = (subject: string) =>
  new MissingError({ subject, expected: 'a chunk', got: 'no such object', cure: FILL_MISSING });

/** For messages about chunks that are not there. */
export const FILL_MISSING = 'Give --fill-missing to take what is missing for 0';

async function readBox(
  reader: PrecomputedVolume,
  index: number,
  box: Box,
  options: { signal?: AbortSignal } = {},
): Promise<VoxelBlock> {
  const grid = reader.grid(index);
  assertInside(grid.bounds, box, 'read');
  const target = {
    block: createBlock(reader.info.dataType, boxSize(box), reader.info.numChannels),
    origin: box.begin,
  };
  const positions = chunksIn(grid, box);
  // Workers share one generator, so that each takes the next chunk as soon as it is free.
  const work = async () => {
    for (const position of positions) {
      const block = await reader.readChunk(index, position, options);
      const covered = chunkBox(grid, position);
      const common = intersectBoxes(covered, box);
      if (common) copyBox({ block, origin: covered.begin }, target, common);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENT_CHUNKS }, work));
  return target.block;
}

export type FetchChunk = (
  position: Xyz,
  key: string,
  signal?: AbortSignal,
) => Promise<Uint8Array | undefined>;

/** @returns what gets a chunk's stored bytes: by its name, or out of its shard. */
export function createChunkFetcher(store: Store, scale: ScaleInfo, grid: ChunkGrid): FetchChunk {
  if (!scale.sharding) return (_, key, signal) => store.get(key, { signal });
  const spec = parseSharding(scale.sharding, `${store.name}/${scale.key}: sharding`);
  const reader = createShardedReader(store, scale.key, spec);
  return async (position, _, signal) =>
    reader.get(compressedMortonCode(position, grid.gridSize), { maxBytes: MAX_CHUNK_BYTES, signal });
}
