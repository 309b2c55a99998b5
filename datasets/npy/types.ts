import { UnsupportedError } from '../errors.ts';
import { widenHalves } from '../raw-file/index.ts';

/** numpy's numeric types, but for complex numbers. */
export interface NpyArrayOf {
  bool: Uint8Array;
  uint8: Uint8Array;
  int8: Int8Array;
  uint16: Uint16Array;
  int16: Int16Array;
  uint32: Uint32Array;
  int32: Int32Array;
  uint64: BigUint64Array;
  int64: BigInt64Array;
  /** Widened on reading; not written. */
  float16: Float32Array;
  float32: Float32Array;
  float64: Float64Array;
}

export type NpyDataType = keyof NpyArrayOf;
export type NpySamples = NpyArrayOf[NpyDataType];

/** A numeric array. */
export interface NpyArray {
  readonly dataType: NpyDataType;
  /** As numpy has it: the last index is the fastest in `data`. FFN's volumes are [z, y, x]. */
  readonly shape: readonly number[];
  /** C order, whatever the file's order was. bool is 0 or 1; float16 is widened to float32. */
  readonly data: NpySamples;
}

/** Kind and bytes of each type in numpy's type texts. */
const CODES: Readonly<Record<string, NpyDataType>> = {
  b1: 'bool',
  u1: 'uint8',
  i1: 'int8',
  u2: 'uint16',
  i2: 'int16',
  u4: 'uint32',
  i4: 'int32',
  u8: 'uint64',
  i8: 'int64',
  f2: 'float16',
  f4: 'float32',
  f8: 'float64',
};

export interface ElementType {
  readonly dataType: NpyDataType;
  readonly bytes: number;
  readonly isBigEndian: boolean;
}

/**
 * @param descr such as `<u8`, `>f4`, `|b1`.
 * @throws UnsupportedError for objects (pickled), text, complex numbers and dates.
 */
export function parseDescr(descr: string, subject: string): ElementType {
  const match = /^([<>|=]?)([a-zA-Z])(\d*)$/.exec(descr);
  const dataType = match && CODES[match[2] + match[3]];
  if (dataType) return { dataType, bytes: Number(match[3]), isBigEndian: match[1] === '>' };
  const isObject = match?.[2] === 'O';
  throw new UnsupportedError({
    subject,
    expected: `a numeric array (${Object.values(CODES).join(', ')})`,
    got: isObject ? 'Python objects (pickled, which would run code to read)' : `numpy type ${descr}`,
    cure: isObject ? 'Save it again as numbers or as JSON text' : undefined,
  });
}

const CONSTRUCTORS = {
  bool: Uint8Array,
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: BigUint64Array,
  int64: BigInt64Array,
  float32: Float32Array,
  float64: Float64Array,
} as const;

/** Little-endian, aligned bytes as samples. */
export function npySamples(dataType: NpyDataType, bytes: Uint8Array<ArrayBuffer>): NpySamples {
  if (dataType === 'float16') return widenHalves(new Uint16Array(bytes.buffer));
  return new CONSTRUCTORS[dataType](bytes.buffer);
}

/** @throws UnsupportedError for float16, which would lose precision. */
export function descrOf(dataType: NpyDataType, subject: string): string {
  const code = Object.keys(CODES).find((key) => CODES[key] === dataType);
  if (!code || dataType === 'float16') {
    throw new UnsupportedError({ subject, expected: 'a type that can be written', got: dataType });
  }
  return (code.endsWith('1') ? '|' : '<') + code;
}

/** numpy's text for a type, little-endian. @throws UnsupportedError for float16. */
export const npyDescr = (dataType: NpyDataType): string => descrOf(dataType, 'NumPy array');
