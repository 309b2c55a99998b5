import { type Box, boxSize, mapXyz, type Xyz } from '../../geometry/index.ts';
import type { DataType } from '../../volume.ts';
import type { ZarrCompression } from './encode-shard.ts';

/** An image or labels to be written as OME-NGFF 0.5. */
export interface ZarrImageSpec {
  readonly kind: 'image' | 'segmentation';
  readonly dataType: DataType;
  readonly numChannels: number;
  readonly chunkSize: Xyz;
  /** Chunks of a shard along each axis; undefined: chunks are objects of their own. */
  readonly perShard?: Xyz | undefined;
  readonly compression: ZarrCompression;
  /** Finest first. */
  readonly levels: readonly ZarrLevelSpec[];
}

export interface ZarrLevelSpec {
  readonly path: string;
  readonly bounds: Box;
  readonly voxelSizeNm: Xyz;
}

/** Voxels of an object in the store. */
export const objectSize = ({ chunkSize, perShard }: ZarrImageSpec): Xyz =>
  perShard ? mapXyz((n, axis) => n * perShard[axis], chunkSize) : chunkSize;

/** Numbers of Zarr's order: channel first where there are several, then z, y, x. */
const zarrOrder = (spec: ZarrImageSpec, [x, y, z]: Xyz, channel: number): number[] =>
  spec.numChannels > 1 ? [channel, z, y, x] : [z, y, x];

/** The `zarr.json` of a level. */
export function encodeLevelMetadata(spec: ZarrImageSpec, { bounds }: ZarrLevelSpec): Uint8Array {
  const { compression, perShard } = spec;
  const { name, configuration } = compression;
  const little = { name: 'bytes', configuration: { endian: 'little' } };
  const codecs = [little, { name, configuration }];
  const sharding = {
    name: 'sharding_indexed',
    configuration: {
      chunk_shape: zarrOrder(spec, spec.chunkSize, 1),
      codecs,
      index_codecs: [little, { name: 'crc32c' }],
      index_location: 'end',
    },
  };
  return encode({
    zarr_format: 3,
    node_type: 'array',
    shape: zarrOrder(spec, boxSize(bounds), spec.numChannels),
    data_type: spec.dataType,
    chunk_grid: { name: 'regular', configuration: { chunk_shape: zarrOrder(spec, objectSize(spec), 1) } },
    chunk_key_encoding: { name: 'default', configuration: { separator: '/' } },
    fill_value: 0,
    codecs: perShard ? [sharding] : codecs,
    dimension_names: axesOf(spec).map((axis) => axis.name),
    attributes: {},
  });
}

/**
 * The `zarr.json` of the image. A translation is that of the first voxel's centre, against the centre of the finest level's
 * voxel 0 at 0: a coarser voxel's centre lies half the difference of sizes further.
 */
export function encodeImageMetadata(spec: ZarrImageSpec): Uint8Array {
  const [{ voxelSizeNm: finest }] = spec.levels as [ZarrLevelSpec, ...ZarrLevelSpec[]];
  const datasets = spec.levels.map(({ path, bounds, voxelSizeNm }) => {
    const translation = mapXyz((nm, axis) => bounds.begin[axis] * nm + (nm - finest[axis]) / 2, voxelSizeNm);
    return {
      path,
      coordinateTransformations: [
        { type: 'scale', scale: zarrOrder(spec, voxelSizeNm, 1) },
        { type: 'translation', translation: zarrOrder(spec, translation, 0) },
      ],
    };
  });
  const ome = {
    version: '0.5',
    multiscales: [{ axes: axesOf(spec), datasets }],
    ...(spec.kind === 'segmentation' && { 'image-label': {} }),
  };
  return encode({ zarr_format: 3, node_type: 'group', attributes: { ome } });
}

const axesOf = ({ numChannels }: ZarrImageSpec) => [
  ...(numChannels > 1 ? [{ name: 'c', type: 'channel' }] : []),
  ...['z', 'y', 'x'].map((name) => ({ name, type: 'space', unit: 'nanometer' })),
];

/** Key of an object. @param position in the grid of objects. */
export const objectKey = (
  spec: ZarrImageSpec,
  { path }: ZarrLevelSpec,
  position: Xyz,
  channel: number,
): string => [path, 'c', ...zarrOrder(spec, position, channel)].join('/');

const encode = (json: unknown): Uint8Array => new TextEncoder().encode(`${JSON.stringify(json, null, 2)}\n`);
