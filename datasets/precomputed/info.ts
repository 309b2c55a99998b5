import type { Xyz } from '../geometry/index.ts';
import type { DataType } from '../volume.ts';

export const VOLUME_TYPE = 'neuroglancer_multiscale_volume';

/** Encodings that Neuroglancer knows; whether a chunk can be decoded is up to the codec registry. */
export const ENCODINGS = ['raw', 'jpeg', 'png', 'compressed_segmentation', 'compresso', 'jxl'] as const;
export type Encoding = (typeof ENCODINGS)[number];

export const VOLUME_KINDS = ['image', 'segmentation'] as const;
export type VolumeKind = (typeof VOLUME_KINDS)[number];

/** One resolution of a precomputed volume. */
export interface ScaleInfo {
  /** Folder of the chunks, relative to the root. */
  readonly key: string;
  /** Voxels of this scale. */
  readonly size: Xyz;
  /** First voxel, in voxels of this scale; may be negative. */
  readonly voxelOffset: Xyz;
  /** The format's `resolution`: nanometres per voxel. */
  readonly resolutionNm: Xyz;
  /** At least one; chunks of the first are the ones read and written here. */
  readonly chunkSizes: readonly Xyz[];
  readonly encoding: Encoding;
  /** There for compressed_segmentation, and only there. */
  readonly compressedSegmentationBlockSize?: Xyz;
  readonly jpegQuality?: number;
  readonly pngLevel?: number;
  /** The sharding object as it stands in the file. */
  readonly sharding?: Readonly<Record<string, unknown>>;
  readonly hidden?: boolean;
}

/** A precomputed volume's description, `info`. */
export interface PrecomputedInfo {
  readonly type: VolumeKind;
  readonly dataType: DataType;
  readonly numChannels: number;
  /** Finest first. */
  readonly scales: readonly ScaleInfo[];
  /** Folders relative to the root. */
  readonly mesh?: string;
  readonly skeletons?: string;
  readonly segmentProperties?: string;
  /** Top-level keys that the format does not know; kept, because other tools store their own. */
  readonly others?: Readonly<Record<string, unknown>>;
}

/** The keys of `info` that have a meaning; all others are kept as `others`. */
export const INFO_KEYS: readonly string[] = [
  '@type',
  'type',
  'data_type',
  'num_channels',
  'scales',
  'mesh',
  'skeletons',
  'segment_properties',
  'redirect',
];

/** The file's bytes: only documented keys, no nulls, and of each encoding only its own keys. */
export function encodeInfo(info: PrecomputedInfo): Uint8Array {
  const json = {
    '@type': VOLUME_TYPE,
    type: info.type,
    data_type: info.dataType,
    num_channels: info.numChannels,
    scales: info.scales.map(scaleJson),
    mesh: info.mesh,
    skeletons: info.skeletons,
    segment_properties: info.segmentProperties,
    ...info.others,
  };
  // JSON.stringify leaves undefined keys out.
  return new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`);
}

function scaleJson(scale: ScaleInfo): Record<string, unknown> {
  const { encoding } = scale;
  return {
    key: scale.key,
    size: scale.size,
    voxel_offset: scale.voxelOffset,
    resolution: scale.resolutionNm,
    chunk_sizes: scale.chunkSizes,
    encoding,
    // TensorStore refuses each of these keys beside another encoding.
    compressed_segmentation_block_size:
      encoding === 'compressed_segmentation' ? scale.compressedSegmentationBlockSize : undefined,
    jpeg_quality: encoding === 'jpeg' ? scale.jpegQuality : undefined,
    png_level: encoding === 'png' ? scale.pngLevel : undefined,
    sharding: scale.sharding,
    hidden: scale.hidden || undefined,
  };
}
