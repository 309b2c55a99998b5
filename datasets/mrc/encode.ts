import { InvalidDataError, UnsupportedError } from '../errors.ts';
import { volumeOf, type Xyz } from '../geometry/index.ts';
import { bytesOf, type DataType, type VoxelBlock } from '../volume.ts';
import { HEADER_BYTES } from './header.ts';

const MODE_OF: Partial<Record<DataType, number>> = { int8: 0, int16: 1, float32: 2, uint16: 6 };
const LABEL = 'Floodlight';
const SUBJECT = 'MRC file';

/**
 * Encodes a volume as MRC2014, little-endian, axes x, y, z, with minimum, maximum, mean and deviation.
 * @param voxelSizeNm written as the cell, in angstrom.
 * @throws UnsupportedError for types without a mode (uint8 among them: mode 0 is signed); InvalidDataError for
 * several channels, an empty block or samples that are not finite.
 */
export function encodeMrc(block: VoxelBlock, voxelSizeNm: Xyz): Uint8Array {
  const { size, data, dataType, numChannels } = block;
  modeOf(dataType);
  if (numChannels !== 1 || data.length === 0 || data.length !== volumeOf(size)) {
    const got = `${data.length} samples, ${numChannels} channels`;
    throw new InvalidDataError({
      subject: SUBJECT,
      expected: `${volumeOf(size)} samples > 0, 1 channel`,
      got,
    });
  }
  const bytes = new Uint8Array(HEADER_BYTES + data.byteLength);
  bytes.set(
    encodeMrcHeader({ size, dataType, voxelSizeNm, statistics: statisticsOf(data as ArrayLike<number>) }),
  );
  bytes.set(bytesOf(data), HEADER_BYTES);
  return bytes;
}

export interface MrcStatistics {
  readonly least: number;
  readonly most: number;
  readonly mean: number;
  /** Root mean square about the mean. */
  readonly deviation: number;
}

/** What a header says of a volume. */
export interface MrcDescription {
  readonly size: Xyz;
  readonly dataType: DataType;
  readonly voxelSizeNm: Xyz;
  readonly statistics: MrcStatistics;
}

/**
 * The 1024 bytes of a header alone, for files that are written piece by piece: samples follow, x fastest, little-endian.
 * @throws UnsupportedError for types without a mode.
 */
export function encodeMrcHeader({ size, dataType, voxelSizeNm, statistics }: MrcDescription): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  const i32 = (offset: number, ...values: number[]) =>
    values.forEach((value, i) => {
      view.setInt32(offset + 4 * i, value, true);
    });
  const f32 = (offset: number, ...values: number[]) =>
    values.forEach((value, i) => {
      view.setFloat32(offset + 4 * i, value, true);
    });
  i32(0, ...size, modeOf(dataType));
  i32(28, ...size);
  f32(40, ...size.map((n, i) => n * voxelSizeNm[i as 0] * 10), 90, 90, 90);
  i32(64, 1, 2, 3);
  f32(76, statistics.least, statistics.most, statistics.mean);
  i32(88, 1);
  i32(108, 20141);
  bytes.set(new TextEncoder().encode('MAP DD\0\0'), 208);
  f32(216, statistics.deviation);
  i32(220, 1);
  bytes.set(new TextEncoder().encode(LABEL.padEnd(80)), 224);
  return bytes;
}

function modeOf(dataType: DataType): number {
  const mode = MODE_OF[dataType];
  if (mode !== undefined) return mode;
  const expected = `one of ${Object.keys(MODE_OF).join(', ')}`;
  throw new UnsupportedError({
    subject: SUBJECT,
    expected,
    got: dataType,
    cure: 'Convert to int16 or float32',
  });
}

function statisticsOf(data: ArrayLike<number>): MrcStatistics {
  let [least, most, sum, squares] = [data[0], data[0], 0, 0];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < least) least = data[i];
    if (data[i] > most) most = data[i];
    sum += data[i];
  }
  const mean = sum / data.length;
  if (!Number.isFinite(mean)) {
    throw new InvalidDataError({ subject: SUBJECT, expected: 'finite samples', got: `a mean of ${mean}` });
  }
  for (let i = 0; i < data.length; i++) squares += (data[i] - mean) * (data[i] - mean);
  return { least, most, mean, deviation: Math.sqrt(squares / data.length) };
}
