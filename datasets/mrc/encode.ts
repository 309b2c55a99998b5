import { InvalidDataError, UnsupportedError } from '../errors.ts';
import { volumeOf, type Xyz } from '../geometry/index.ts';
import { bytesOf, type DataType, type VoxelBlock } from '../volume.ts';
import { HEADER_BYTES } from './header.ts';

const MODE_OF: Partial<Record<DataType, number>> = { int8: 0, int16: 1, float32: 2, uint16: 6 };
const LABEL = 'Floodlight';

/**
 * Encodes a volume as MRC2014, little-endian, axes x, y, z, with minimum, maximum, mean and deviation.
 * @param voxelSizeNm written as the cell, in angstrom.
 * @throws UnsupportedError for types without a mode (uint8 among them: mode 0 is signed); InvalidDataError for
 * several channels, an empty block or samples that are not finite.
 */
export function encodeMrc(block: VoxelBlock, voxelSizeNm: Xyz): Uint8Array {
  const { size, data, dataType, numChannels } = block;
  const mode = MODE_OF[dataType];
  const subject = 'MRC file';
  if (mode === undefined || typeof data[0] === 'bigint') {
    const expected = `one of ${Object.keys(MODE_OF).join(', ')}`;
    throw new UnsupportedError({ subject, expected, got: dataType, cure: 'Convert to int16 or float32' });
  }
  if (numChannels !== 1 || data.length === 0 || data.length !== volumeOf(size)) {
    const got = `${data.length} samples, ${numChannels} channels`;
    throw new InvalidDataError({ subject, expected: `${volumeOf(size)} samples > 0, 1 channel`, got });
  }
  const stats = statisticsOf(data as ArrayLike<number>);
  const bytes = new Uint8Array(HEADER_BYTES + data.byteLength);
  const view = new DataView(bytes.buffer);
  const i32 = (offset: number, ...values: number[]) =>
    values.forEach((value, i) => {
      view.setInt32(offset + 4 * i, value, true);
    });
  const f32 = (offset: number, ...values: number[]) =>
    values.forEach((value, i) => {
      view.setFloat32(offset + 4 * i, value, true);
    });
  i32(0, ...size, mode);
  i32(28, ...size);
  f32(40, ...size.map((n, i) => n * voxelSizeNm[i as 0] * 10), 90, 90, 90);
  i32(64, 1, 2, 3);
  f32(76, stats.least, stats.most, stats.mean);
  i32(88, 1);
  i32(108, 20141);
  bytes.set(new TextEncoder().encode('MAP DD\0\0'), 208);
  f32(216, stats.deviation);
  i32(220, 1);
  bytes.set(new TextEncoder().encode(LABEL.padEnd(80)), 224);
  bytes.set(bytesOf(data), HEADER_BYTES);
  return bytes;
}

function statisticsOf(data: ArrayLike<number>) {
  let [least, most, sum, squares] = [data[0], data[0], 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < least) least = data[i];
    if (data[i] > most) most = data[i];
    sum += data[i];
  }
  const mean = sum / data.length;
  if (!Number.isFinite(mean)) {
    throw new InvalidDataError({ subject: 'MRC file', expected: 'finite samples', got: `a mean of ${mean}` });
  }
  for (let i = 0; i < data.length; i++) squares += (data[i] - mean) * (data[i] - mean);
  return { least, most, mean, deviation: Math.sqrt(squares / data.length) };
}
