import { InvalidDataError, UnsupportedError } from '../errors.ts';
import { toXyz, type Xyz, zyx } from '../geometry/index.ts';
import { createMemoryVolume } from '../memory-volume.ts';
import type { DataType, Samples, Volume } from '../volume.ts';
import type { NpyArray } from './types.ts';

export interface NpyVolumeOptions {
  /** First voxel of the array. Default: 0, 0, 0. */
  readonly origin?: Xyz;
  readonly voxelSizeNm?: Xyz;
  readonly subject?: string;
}

/**
 * A volume over an array [z, y, x]: the same bytes, since memory is x-fastest here. bool becomes uint8, and
 * int64 without negative values, which numpy makes of labels by default, uint64.
 * @throws InvalidDataError for other than 3 dimensions, or negative int64; UnsupportedError for float64 and float16.
 */
export function createNpyVolume(array: NpyArray, options: NpyVolumeOptions = {}): Volume {
  const { subject = 'NPY array', ...place } = options;
  const { shape } = array;
  if (shape.length !== 3 || shape.some((n) => n < 1)) {
    throw new InvalidDataError({
      subject,
      expected: 'three dimensions [z, y, x], none empty',
      got: `shape (${shape.join(', ')})`,
    });
  }
  const size = toXyz(zyx(shape[0], shape[1], shape[2]));
  return createMemoryVolume({ ...samplesOf(array, subject), size, numChannels: 1 }, place);
}

function samplesOf({ dataType, data }: NpyArray, subject: string): { dataType: DataType; data: Samples } {
  if (data instanceof BigInt64Array) {
    const negative = data.findIndex((value) => value < 0n);
    if (negative < 0) return { dataType: 'uint64', data: new BigUint64Array(data.buffer) };
    const cure = 'Relabel so that labels start at 0';
    throw new InvalidDataError({ subject, expected: 'int64 labels >= 0', got: `${data[negative]}`, cure });
  }
  if (
    data instanceof Float64Array ||
    dataType === 'float16' ||
    dataType === 'float64' ||
    dataType === 'int64'
  ) {
    const cure = 'Save the array as float32 or an integer type';
    throw new UnsupportedError({ subject, expected: 'a sample type of volumes', got: dataType, cure });
  }
  return { dataType: dataType === 'bool' ? 'uint8' : dataType, data };
}
