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

/** Samples are read and written in the host's byte order, and every host this runs on is little-endian. */
const CONSTRUCTORS = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  float32: Float32Array,
} as const;

export const DATA_TYPES = Object.keys(CONSTRUCTORS) as readonly DataType[];

export const bytesPerSample = (dataType: DataType): number => CONSTRUCTORS[dataType].BYTES_PER_ELEMENT;

/** @returns `length` zeros. */
export function createSamples<T extends DataType>(dataType: T, length: number): ArrayOf[T] {
  return new CONSTRUCTORS[dataType](length) as ArrayOf[T];
}

/**
 * Little-endian bytes as samples: a view where they fill their buffer, a copy where they are part of one.
 * @param bytes length a multiple of the sample size.
 */
export function samplesFromBytes<T extends DataType>(dataType: T, bytes: Uint8Array): ArrayOf[T] {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return new CONSTRUCTORS[dataType](
    (whole ? bytes : new Uint8Array(bytes)).buffer as ArrayBuffer,
  ) as ArrayOf[T];
}

/** The little-endian bytes of samples: a view, not a copy. */
export const bytesOf = (data: ArrayBufferView): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

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
