import { InvalidDataError } from '../errors.ts';
import { bytesPerSample, type DataType, type Samples, samplesFromBytes } from '../volume.ts';

/** Sample types that files have and volumes have not, beside those of volumes. */
export type FileType = DataType | 'int64' | 'float64' | 'float16';

/** What a file's samples become in a volume: int64 labels uint64, float16 and float64 float32. */
export function volumeTypeOf(type: FileType): DataType {
  if (type === 'int64') return 'uint64';
  return type === 'float16' || type === 'float64' ? 'float32' : type;
}

export function bytesPerFileSample(type: FileType): number {
  if (type === 'float16') return 2;
  return type === 'int64' || type === 'float64' ? 8 : bytesPerSample(type);
}

/** What a person should know of the type before trusting the values; undefined where nothing is lost. */
export const typeWarning = (type: FileType): string | undefined =>
  type === 'float64' ? 'float64 values are rounded to float32' : undefined;

/**
 * Bytes of a file as samples of `volumeTypeOf(type)`: a view of `bytes` where each sample is a byte, else a copy.
 * @param bytes whole samples.
 * @throws InvalidDataError for a negative int64, and for a float64 beyond float32's range.
 */
export function decodeSamples(
  type: FileType,
  bytes: Uint8Array,
  { isBigEndian, subject }: { readonly isBigEndian: boolean; readonly subject: string },
): Samples {
  const { buffer, byteOffset, length } = bytes;
  if (type === 'uint8') return new Uint8Array(buffer, byteOffset, length);
  if (type === 'int8') return new Int8Array(buffer, byteOffset, length);
  const raw = hostOrder(bytes, bytesPerFileSample(type), isBigEndian);
  if (type === 'int64') return labelsOfInt64(new BigInt64Array(raw.buffer), subject);
  if (type === 'float64') return floatsOfFloat64(new Float64Array(raw.buffer), subject);
  if (type === 'float16') return widenHalves(new Uint16Array(raw.buffer));
  return samplesFromBytes(type, raw);
}

/** A copy with the bytes of each value turned round where the file is big-endian, at the start of its own buffer. */
export function hostOrder(bytes: Uint8Array, width: number, isBigEndian: boolean): Uint8Array<ArrayBuffer> {
  const copy = new Uint8Array(bytes);
  if (isBigEndian && width > 1) swapBytes(copy, width);
  return copy;
}

/** Turns the bytes of each value round, in place. @param width 2, 4 or 8. */
function swapBytes(bytes: Uint8Array<ArrayBuffer>, width: number): void {
  for (let begin = 0; begin < bytes.length; begin += width) {
    for (let i = begin, j = begin + width - 1; i < j; i++, j--) {
      const byte = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = byte;
    }
  }
}

/**
 * int64 labels, numpy's default, as uint64: the same buffer.
 * @throws InvalidDataError for a negative one.
 */
export function labelsOfInt64(values: BigInt64Array, subject: string): BigUint64Array {
  const words = new Int32Array(values.buffer, values.byteOffset, 2 * values.length);
  for (let i = 1; i < words.length; i += 2) {
    if (words[i] >= 0) continue;
    const cure = 'Relabel so that labels start at 0';
    const got = `${values[i >> 1]}`;
    throw new InvalidDataError({ subject, expected: 'int64 labels >= 0', got, cure });
  }
  return new BigUint64Array(values.buffer, values.byteOffset, values.length);
}

/** @throws InvalidDataError where a finite value has no finite float32. */
export function floatsOfFloat64(values: Float64Array, subject: string): Float32Array {
  const out = new Float32Array(values);
  for (let i = 0; i < out.length; i++) {
    if (Number.isFinite(out[i]) || !Number.isFinite(values[i])) continue;
    const cure = 'Scale the values';
    throw new InvalidDataError({
      subject,
      expected: 'float64 values within float32',
      got: `${values[i]}`,
      cure,
    });
  }
  return out;
}

/** IEEE 754 half precision: 1 sign, 5 exponent, 10 fraction bits. */
export function widenHalves(halves: Uint16Array): Float32Array {
  return Float32Array.from(halves, (half) => {
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 31;
    const fraction = half & 1023;
    if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
  });
}
