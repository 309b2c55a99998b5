import { DEFAULT_BLOCK_SIZE } from '../codecs/index.ts';
import { InvalidDataError, TooLargeError, UnsupportedError, UsageError } from '../errors.ts';
import { type Box, boxSize, type Xyz, xyz } from '../geometry/index.ts';
import type { DataType, Volume } from '../volume.ts';
import { createChunkGrid } from './chunk-grid.ts';
import type { PrecomputedInfo, ScaleInfo, VolumeKind } from './info.ts';
import { chooseSharding, type ShardingSpec, shardingJson } from './sharding/index.ts';

/** How a volume is written. */
export interface PrecomputedSpec {
  readonly type: VolumeKind;
  /** compressed_segmentation wants uint32 or uint64 labels (see `widenVolume` of datasets/voxels); jpeg and png images. */
  readonly encoding: WrittenEncoding;
  /** Default 64 x 64 x 64 voxels. */
  readonly chunkSize?: Xyz;
  /** Default: the volume's own. */
  readonly voxelSizeNm?: Xyz;
  /** Folder of the chunks. Default: the voxel size joined by `_`, as cloud-volume names it. */
  readonly key?: string;
  /** Of compressed_segmentation. Default 8 x 8 x 8. */
  readonly blockSize?: Xyz;
  /** Of jpeg, 1 to 100, kept in the info. Default 90, of which the info says nothing. */
  readonly jpegQuality?: number;
  /** Folder of the meshes that will be written, named in the info. */
  readonly mesh?: string;
  /** Many chunks in one file. `true`: by the usual rule, see `chooseSharding`. Default: a file a chunk. */
  readonly sharding?: true | ShardingSpec;
}

/** Chunk encodings that can be written. */
export const WRITTEN_ENCODINGS = ['raw', 'compressed_segmentation', 'png', 'jpeg'] as const;
export type WrittenEncoding = (typeof WRITTEN_ENCODINGS)[number];

const DEFAULT_CHUNK_SIZE = xyz(64, 64, 64);

/** Neuroglancer computes chunk names in float32: beyond this it asks for wrong files. */
const MAX_COORDINATE = 2 ** 24;

/**
 * The info of a volume that is to be written, one scale. Nothing is read of the volume but what it says of itself.
 * @param subject what messages call the dataset.
 * @throws UsageError without a voxel size; InvalidDataError for empty sizes; TooLargeError for coordinates from 2^24
 * on; UnsupportedError for labels as jpeg, which would change them.
 */
export function describePrecomputed(subject: string, spec: PrecomputedSpec, volume: Volume): PrecomputedInfo {
  const { type, encoding, chunkSize = DEFAULT_CHUNK_SIZE, voxelSizeNm = volume.voxelSizeNm } = spec;
  if (!voxelSizeNm) {
    const cure = 'Give the voxel size in nanometres';
    throw new UsageError({ subject, expected: 'a voxel size', got: 'a source that does not say it', cure });
  }
  checkEncoding(subject, spec, volume);
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
    jpegQuality: encoding === 'jpeg' ? spec.jpegQuality : undefined,
    sharding: shardingOf(spec, volume.bounds, chunkSize),
  };
  const { dataType, numChannels } = volume;
  return { type, dataType, numChannels, scales: [scale], mesh: spec.mesh };
}

function shardingOf({ sharding, encoding }: PrecomputedSpec, bounds: Box, chunkSize: Xyz) {
  if (!sharding) return undefined;
  if (sharding !== true) return shardingJson(sharding);
  // Images are compressed already: gzip would cost time and save nothing.
  const dataEncoding = encoding === 'jpeg' || encoding === 'png' ? 'raw' : 'gzip';
  return shardingJson({ ...chooseSharding(createChunkGrid(bounds, chunkSize).gridSize), dataEncoding });
}

/** What each encoding can hold. */
const HOLDS: Readonly<
  Record<WrittenEncoding, { readonly types?: readonly DataType[]; channels: readonly number[] }>
> = {
  raw: { channels: [] },
  compressed_segmentation: { types: ['uint32', 'uint64'], channels: [] },
  png: { types: ['uint8', 'uint16'], channels: [1, 2, 3, 4] },
  jpeg: { types: ['uint8'], channels: [1, 3] },
};

function checkEncoding(subject: string, { type, encoding }: PrecomputedSpec, volume: Volume): void {
  if (type === 'segmentation' && encoding === 'jpeg') {
    const cure = 'Use compressed_segmentation: jpeg changes labels';
    throw new UnsupportedError({ subject, expected: 'a lossless encoding of labels', got: 'jpeg', cure });
  }
  const { types, channels } = HOLDS[encoding];
  const { dataType, numChannels } = volume;
  if ((!types || types.includes(dataType)) && (channels.length === 0 || channels.includes(numChannels)))
    return;
  throw new UnsupportedError({
    subject: `${subject}: ${encoding}`,
    expected: `${types?.join(' or ')}${channels.length > 0 ? ` in ${channels.join(' or ')} channels` : ''}`,
    got: `${dataType} in ${numChannels} ${numChannels === 1 ? 'channel' : 'channels'}`,
    cure: 'Use --encoding raw, or convert the samples first',
  });
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
