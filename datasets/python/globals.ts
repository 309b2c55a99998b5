/** What the names in pickles of NumPy's data stand for. */
import { type CorruptDataError, UnsupportedError } from '../errors.ts';
import { decodeNpySamples } from '../npy/index.ts';
import { bytesOfLatin1, narrow } from './pickle-bytes.ts';
import { PythonArray, type PythonName, PythonObject, type PythonValue } from './values.ts';

type Args = readonly PythonValue[];

/** What went wrong: expected, got. */
export type Fail = (expected: string, got: string) => CorruptDataError;

/** A type while it is put together: `i8`, and its byte order by `setState`. */
class Dtype extends PythonObject {
  order = '<';

  /** As an NPY header has it. */
  get descr(): string {
    return `${this.order === '=' ? '<' : this.order}${this.args[0]}`;
  }

  get isObject(): boolean {
    return /^O/.test(String(this.args[0]));
  }
}

type Call = (type: PythonName, args: Args, fail: Fail) => PythonValue;

const reconstruct: Call = () => new PythonArray();

const scalar: Call = (_, [dtype, data], fail) => {
  const bytes = bytesOf(data);
  if (!(dtype instanceof Dtype) || !bytes) throw fail('a type and bytes for a NumPy number', 'other values');
  const { data: numbers, dataType } = decodeNpySamples(
    { descr: dtype.descr, shape: [], fortranOrder: false },
    bytes,
  );
  const value = numbers[0];
  if (dataType === 'bool') return value !== 0;
  return typeof value === 'bigint' ? narrow(value) : value;
};

/** `_codecs.encode(text, 'latin1')`: how Python 3 writes bytes in protocol 2. */
const encode: Call = (_, [text], fail) => {
  const bytes = bytesOf(text);
  if (!bytes) throw fail('text of one byte a character', 'another');
  return bytes;
};

/** How Python 3 writes no bytes in protocol 2. */
const noBytes: Call = (type, args, fail) => {
  if (args.length > 0) throw fail('no arguments', `some for ${type.text}`);
  return new Uint8Array(0);
};

/** Protocol 5: (data, type, shape, 'C' or 'F'). */
const fromBuffer: Call = (_, [data, dtype, shape, order], fail) => {
  const array = new PythonArray();
  fillArray(array, [1, shape, dtype, order === 'F', data], fail);
  return array;
};

const notCallable: Call = (type, _, fail) => {
  throw fail('a function that makes data', type.text);
};

/** NumPy moved its modules in version 2. */
const CALLS: ReadonlyMap<string, Call> = new Map([
  ['numpy.core.multiarray._reconstruct', reconstruct],
  ['numpy._core.multiarray._reconstruct', reconstruct],
  ['numpy.core.multiarray.scalar', scalar],
  ['numpy._core.multiarray.scalar', scalar],
  ['numpy.core.numeric._frombuffer', fromBuffer],
  ['numpy._core.numeric._frombuffer', fromBuffer],
  ['numpy.dtype', (type, args) => new Dtype(type, args)],
  ['numpy.ndarray', notCallable],
  ['_codecs.encode', encode],
  ['__builtin__.bytes', noBytes],
]);

export const isKnown = (name: PythonName): boolean => CALLS.has(name.text);

/** A call, or an instance of a class that the reader allows. */
export function callName(name: PythonName, args: Args, fail: Fail): PythonValue {
  const call = CALLS.get(name.text);
  return call ? call(name, args, fail) : new PythonObject(name, args);
}

/** Completes a type or an array. @throws what `fail` makes, UnsupportedError for a structured type. */
export function setState(target: PythonValue, state: Args, fail: Fail): void {
  if (target instanceof Dtype) return setOrder(target, state, fail);
  if (target instanceof PythonArray) return fillArray(target, state, fail);
  throw fail('an array or a type to complete', 'another value');
}

/** (version, byte order, subarray, names, fields, …) */
function setOrder(dtype: Dtype, [, order, subarray, names, fields]: Args, fail: Fail): void {
  if (typeof order !== 'string' || !/^[<>|=]$/.test(order)) throw fail('a byte order', String(order));
  if ((subarray ?? names ?? fields ?? null) !== null) {
    throw new UnsupportedError({ subject: 'NumPy type', expected: 'a plain one', got: 'a structured one' });
  }
  dtype.order = order;
}

/** (version, shape, type, Fortran order, data) */
function fillArray(target: PythonArray, [, shape, dtype, fortranOrder, data]: Args, fail: Fail): void {
  if (!isShape(shape) || !(dtype instanceof Dtype))
    throw fail('the shape and type of an array', 'other values');
  target.shape = shape;
  if (!dtype.isObject) {
    const bytes = bytesOf(data);
    if (!bytes) throw fail('the bytes of an array', 'another value');
    const layout = { descr: dtype.descr, shape, fortranOrder: fortranOrder === true };
    target.numbers = decodeNpySamples(layout, bytes);
    return;
  }
  const count = shape.reduce((product, n) => product * n, 1);
  if (!Array.isArray(data) || data.length !== count) {
    const got = Array.isArray(data) ? `${data.length}` : 'another value';
    throw fail(`a list of the ${count} objects of an array`, got);
  }
  if (fortranOrder === true && shape.filter((n) => n > 1).length > 1) {
    throw fail('objects in C order', 'Fortran order');
  }
  target.objects = data;
}

const isShape = (value: PythonValue): value is readonly number[] =>
  Array.isArray(value) && value.length <= 32 && value.every((n) => Number.isSafeInteger(n) && Number(n) >= 0);

/** Bytes, or the text that Python 2 kept them in. */
function bytesOf(value: PythonValue): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  return typeof value === 'string' ? bytesOfLatin1(value) : undefined;
}
