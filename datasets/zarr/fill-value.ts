import { wrong } from '../json/index.ts';
import { type FileType, floatsOfFloat64, volumeTypeOf, widenHalves } from '../raw-file/index.ts';

const RANGES: Partial<Record<FileType, readonly [bigint, bigint]>> = {
  uint8: [0n, 255n],
  int8: [-128n, 127n],
  uint16: [0n, 65_535n],
  int16: [-32_768n, 32_767n],
  uint32: [0n, 2n ** 32n - 1n],
  int32: [-(2n ** 31n), 2n ** 31n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  // Labels: what is negative has no uint64.
  int64: [0n, 2n ** 63n - 1n],
};

const NAMED: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

/**
 * What samples are that are not stored. `null` is 0, as everywhere in the field.
 * @param json as metadata have it: a number, `true`, `"NaN"`, or the bytes of a float as `"0x…"`.
 * @throws InvalidDataError for a value that the type does not have.
 */
export function parseFillValue(json: unknown, type: FileType, subject: string): number | bigint {
  const isWide = volumeTypeOf(type) === 'uint64';
  if (json === null) return isWide ? 0n : 0;
  if (typeof json === 'boolean') return json ? 1 : 0;
  const range = RANGES[type];
  if (range) {
    const value = typeof json === 'number' && Number.isInteger(json) ? BigInt(json) : undefined;
    if (value !== undefined && value >= range[0] && value <= range[1]) return isWide ? value : Number(value);
  } else {
    if (typeof json === 'number') return json;
    const text = typeof json === 'string' ? json : '';
    if (Object.hasOwn(NAMED, text)) return NAMED[text];
    if (/^0x[0-9a-f]+$/i.test(text)) return floatOfBits(BigInt(text), type, subject);
  }
  throw wrong(subject, `a value of ${type}`, json, 'Give the array another fill_value');
}

function floatOfBits(bits: bigint, type: FileType, subject: string): number {
  const words = new BigUint64Array([bits]);
  if (type === 'float16') return widenHalves(new Uint16Array(words.buffer, 0, 1))[0];
  if (type === 'float32') return new Float32Array(words.buffer)[0];
  return floatsOfFloat64(new Float64Array(words.buffer), subject)[0];
}
