import type { Box, Xyz } from './geometry/index.ts';

/** Sample types of the precomputed format; every reader maps its own names to these. */
export type DataType = 'uint8' | 'int8' | 'uint16' | 'int16' | 'uint32' | 'int32' | 'uint64' | 'float32';

/** The array that holds samples of each type. uint64 is viewed as pairs of 32-bit lanes in every hot loop. */
export interface ArrayOf {
  uint8: Uint8Array;
  int8: Int8Array;
  uint16: Uint16Array;
  int16: Int16Array;
  uint32: Uint32Array;
  int32: Int32Array;
  uint64: BigUint64Array;
  float32: Float32Array;
}

export type Samples = ArrayOf[DataType];

/** A dense piece of a volume: x fastest, then y, z, channel (planar). */
export interface VoxelBlock {
  readonly dataType: DataType;
  /** Voxels per axis. */
  readonly size: Xyz;
  readonly numChannels: number;
  /** Length size.x * size.y * size.z * numChannels. */
  readonly data: Samples;
}

/** What every reader gives: a description, and dense boxes on request. Memory is bounded by what is asked for. */
export interface Volume {
  readonly dataType: DataType;
  readonly numChannels: number;
  /** Extent in voxels; `begin` may be non-zero or negative. */
  readonly bounds: Box;
  /** Size of a voxel in nanometres; undefined where the source does not say. */
  readonly voxelSizeNm: Xyz | undefined;
  /**
   * @param box inside `bounds`.
   * @throws InvalidDataError where the box is outside.
   */
  read(box: Box, options?: { signal?: AbortSignal }): Promise<VoxelBlock>;
}
