import { UnsupportedError } from '../../datasets/errors.ts';

/** Arrays that hold a checkpoint's values. */
export type TensorValues =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Int32Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

export interface TensorType {
  readonly name: string;
  /** Bytes of one value; undefined where values differ in length. */
  readonly valueBytes: number | undefined;
  /** Makes an array of aligned little-endian bytes; undefined where JavaScript has no such array. */
  readonly view: ((buffer: ArrayBuffer) => TensorValues) | undefined;
}

const type = (name: string, valueBytes?: number, view?: TensorType['view']): TensorType => ({
  name,
  valueBytes,
  view,
});

/** By code. Source: tensorflow/core/framework/types.proto. */
export const TENSOR_TYPES: ReadonlyMap<number, TensorType> = new Map([
  [1, type('float32', 4, (b) => new Float32Array(b))],
  [2, type('float64', 8, (b) => new Float64Array(b))],
  [3, type('int32', 4, (b) => new Int32Array(b))],
  [4, type('uint8', 1, (b) => new Uint8Array(b))],
  [5, type('int16', 2, (b) => new Int16Array(b))],
  [6, type('int8', 1, (b) => new Int8Array(b))],
  [7, type('string')],
  [9, type('int64', 8, (b) => new BigInt64Array(b))],
  [10, type('bool', 1, (b) => new Uint8Array(b))],
  [14, type('bfloat16', 2)],
  [19, type('float16', 2)],
  [22, type('uint32', 4, (b) => new Uint32Array(b))],
  [23, type('uint64', 8, (b) => new BigUint64Array(b))],
]);

/**
 * @param bytes little-endian, of any alignment; copied.
 * @throws UnsupportedError where JavaScript has no array of this type.
 */
export function decodeValues(bytes: Uint8Array, { name, view }: TensorType, subject: string): TensorValues {
  if (!view) throw new UnsupportedError({ subject, expected: 'values of a numeric type', got: name });
  return view(bytes.slice().buffer);
}
