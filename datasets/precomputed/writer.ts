import { DEFAULT_BLOCK_SIZE, encodeChunk } from '../codecs/index.ts';
import { InvalidDataError, TooLargeError, UsageError } from '../errors.ts';
import { type Box, boxOf, boxSize, mapXyz, volumeOf, type Xyz, xyz } from '../geometry/index.ts';
import { copyBox, createBlock } from '../memory-volume.ts';
import type { WritableStore } from '../stores/index.ts';
import type { Volume, VoxelBlock } from '../volume.ts';
import { type ChunkGrid, chunkBox, chunkName, createChunkGrid } from './chunk-grid.ts';
import { encodeInfo, type PrecomputedInfo, type ScaleInfo, type VolumeKind } from './info.ts';

/** How a volume is written. */
export interface PrecomputedSpec {
  readonly type: VolumeKind;
  /** compressed_segmentation wants uint32 or uint64 labels: see `widenVolume` of datasets/voxels. */
  readonly encoding: 'raw' | 'compressed_segmentation';
  /** Default 64 x 64 x 64 voxels. */
  readonly chunkSize?: Xyz;
  /** Default: the volume's own. */
  readonly voxelSizeNm?: Xyz;
  /** Folder of the chunks. Default: the voxel size joined by `_`, as cloud-volume names it. */
  readonly key?: string;
  /** Of compressed_segmentation. Default 8 x 8 x 8. */
  readonly blockSize?: Xyz;
  /** Folder of the meshes that will be written, named in the info. */
  readonly mesh?: string;
}

export interface WriteOptions {
  readonly signal?: AbortSignal;
  /** Called after each row of chunks. */
  readonly onProgress?: (doneChunks: number, allChunks: number) => void;
}

const DEFAULT_CHUNK_SIZE = xyz(64, 64, 64);

/** Neuroglancer computes chunk names in float32: beyond this it asks for wrong files. */
const MAX_COORDINATE = 2 ** 24;

/**
 * Writes a volume as one scale, chunk by chunk and the info last, so that nobody opens a half-written one.
 * Memory: one row of chunks along x, twice.
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
  const info = describe(store.name, spec, volume);
  const [scale] = info.scales;
  const grid = createChunkGrid(volume.bounds, scale.chunkSizes[0]);
  const allChunks = volumeOf(grid.gridSize);
  let doneChunks = 0;
  for (let z = 0; z < grid.gridSize[2]; z++) {
    for (let y = 0; y < grid.gridSize[1]; y++) {
      await writeRow({ store, scale, grid, volume }, rowOf(grid, y, z), options.signal);
      doneChunks += grid.gridSize[0];
      options.onProgress?.(doneChunks, allChunks);
    }
  }
  await store.put('info', encodeInfo(info));
  return info;
}

function describe(subject: string, spec: PrecomputedSpec, volume: Volume): PrecomputedInfo {
  const { type, encoding, chunkSize = DEFAULT_CHUNK_SIZE, voxelSizeNm = volume.voxelSizeNm } = spec;
  if (!voxelSizeNm) {
    const cure = 'Give the voxel size in nanometres';
    throw new UsageError({ subject, expected: 'a voxel size', got: 'a source that does not say it', cure });
  }
  checkGeometry(subject, volume.bounds, chunkSize);
  const isCompressed = encoding === 'compressed_segmentation';
  const scale: ScaleInfo = {
    key: spec.key ?? voxelSizeNm.join('_'),
    size: boxSize(volume.bounds),
    voxelOffset: volume.bounds.begin,
    resolutionNm: voxelSizeNm,
    chunkSizes: [chunkSize],
    encoding,
    compressedSegmentationBlockSize: isCompressed ? (spec.blockSize ?? DEFAULT_BLOCK_SIZE) : undefined,
  };
  const { dataType, numChannels } = volume;
  return { type, dataType, numChannels, scales: [scale], mesh: spec.mesh };
}

function checkGeometry(subject: string, bounds: Box, chunkSize: Xyz): void {
  if (!chunkSize.every((n) => Number.isInteger(n) && n > 0) || boxSize(bounds).some((n) => n <= 0)) {
    const got = `chunks ${chunkSize.join(' x ')}, volume ${boxSize(bounds).join(' x ')}`;
    throw new InvalidDataError({ subject, expected: 'positive sizes in voxels', got });
  }
  if ([...bounds.begin, ...bounds.end].every((n) => Math.abs(n) < MAX_COORDINATE)) return;
  throw new TooLargeError({
    subject,
    expected: `coordinates below ${MAX_COORDINATE}`,
    got: `${bounds.begin.join(', ')} to ${bounds.end.join(', ')}`,
    cure: 'Neuroglancer cannot name chunks beyond: move the origin or downsample',
  });
}

/** Grid positions of one row of chunks along x. */
function rowOf(grid: ChunkGrid, y: number, z: number): readonly Xyz[] {
  return Array.from({ length: grid.gridSize[0] }, (_, x) => xyz(x, y, z));
}

interface RowTarget {
  readonly store: WritableStore;
  readonly scale: ScaleInfo;
  readonly grid: ChunkGrid;
  readonly volume: Volume;
}

/** Reads the row as one box, since sources made of slices would decode each slice once a chunk otherwise. */
async function writeRow(target: RowTarget, row: readonly Xyz[], signal?: AbortSignal): Promise<void> {
  const { grid, volume } = target;
  const boxes = row.map((position) => chunkBox(grid, position));
  const { begin, end } = { begin: boxes[0].begin, end: boxes[boxes.length - 1].end };
  const size = mapXyz((b, i) => end[i] - b, begin);
  const block = await volume.read(boxOf(begin, size), { signal });
  await Promise.all(boxes.map((box) => writeChunk(target, { block, origin: begin }, box)));
}

async function writeChunk(
  { store, scale }: RowTarget,
  row: { block: VoxelBlock; origin: Xyz },
  box: Box,
): Promise<void> {
  const { dataType, numChannels } = row.block;
  const size = boxSize(box);
  const chunk = createBlock(dataType, size, numChannels);
  copyBox(row, { block: chunk, origin: box.begin }, box);
  const key = `${scale.key}/${chunkName(box)}`;
  const shape = { dataType, numChannels, size, blockSize: scale.compressedSegmentationBlockSize };
  await store.put(key, await encodeChunk(scale.encoding, chunk.data, shape, `${store.name}/${key}`));
}
