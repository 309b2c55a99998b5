import { CorruptDataError, InvalidDataError } from '../errors.ts';
import { hostOrder } from '../raw-file/index.ts';
import { bytesOf } from '../volume.ts';
import { encodeNpyHeader, type NpyHeader, parseNpyHeader } from './header.ts';
import { descrOf, type NpyArray, type NpySamples, npySamples, parseDescr } from './types.ts';

/**
 * Decodes an NPY file of numbers: versions 1 to 3, both byte orders, both memory orders.
 * @returns data in C order; nothing of `bytes` is kept.
 * @throws UnsupportedError for objects, text, complex numbers; CorruptDataError for truncated data.
 */
export function decodeNpy(bytes: Uint8Array, subject = 'NPY data'): NpyArray {
  const { dataOffsetBytes, ...layout } = parseNpyHeader(bytes, subject);
  return decodeNpySamples(layout, bytes.subarray(dataOffsetBytes), subject);
}

/** The data of an array without a header, laid out as one would say. @throws as `decodeNpy`. */
export function decodeNpySamples(
  { descr, fortranOrder, shape }: Omit<NpyHeader, 'dataOffsetBytes'>,
  bytes: Uint8Array,
  subject = 'NPY data',
): NpyArray {
  const type = parseDescr(descr, subject);
  const count = shape.reduce((product, n) => product * n, 1);
  const needed = count * type.bytes;
  if (bytes.length < needed) {
    throw new CorruptDataError({
      subject,
      expected: `${needed} bytes of data (${shape.join(' x ')} ${type.dataType})`,
      got: `${bytes.length}`,
      cure: 'The file is truncated: write or download it again',
    });
  }
  const raw = hostOrder(bytes.subarray(0, needed), type.bytes, type.isBigEndian);
  const data = npySamples(type.dataType, raw);
  return { dataType: type.dataType, shape, data: fortranOrder ? toCOrder(data, shape) : data };
}

export interface EncodeNpyOptions {
  /** Says that `data` lie with the first index fastest. */
  readonly fortranOrder?: boolean;
}

/**
 * Encodes numbers as NPY, little-endian, data at a multiple of 64 bytes.
 * @throws InvalidDataError where the data do not have the length of the shape; UnsupportedError for float16.
 */
export function encodeNpy({ dataType, shape, data }: NpyArray, options: EncodeNpyOptions = {}): Uint8Array {
  const count = shape.reduce((product, n) => product * n, 1);
  if (count !== data.length) {
    const expected = `${count} samples (${shape.join(' x ')})`;
    throw new InvalidDataError({ subject: 'NPY array', expected, got: `${data.length}` });
  }
  const descr = descrOf(dataType, 'NPY array');
  const header = encodeNpyHeader({ descr, fortranOrder: options.fortranOrder ?? false, shape });
  const bytes = new Uint8Array(header.length + data.byteLength);
  bytes.set(header);
  bytes.set(bytesOf(data), header.length);
  return bytes;
}

/** Transposes from first-index-fastest to last-index-fastest. */
function toCOrder<T extends NpySamples>(data: T, shape: readonly number[]): T {
  if (shape.filter((n) => n > 1).length < 2 || data.length === 0) return data;
  const out = data.slice() as T;
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, n) => product * n, 1));
  const index = shape.map(() => 0);
  let from = 0;
  for (let to = 0; to < data.length; to++) {
    out[to] = data[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return out;
}
