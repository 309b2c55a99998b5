/** NPY files of Python objects, which NumPy pickles. */
import { InvalidDataError } from '../errors.ts';
import { encodeNpyHeader, parseNpyHeader } from '../npy/index.ts';
import { type PickleOptions, parsePickle } from './pickle-reader.ts';
import { encodeObjectPickle, type Picklable } from './pickle-writer.ts';
import { PythonArray, type PythonValue } from './values.ts';

/**
 * Reads the one object of an array of shape (), as `numpy.load(…, allow_pickle=True)[name].item()` gives it, without
 * running anything.
 * @param bytes an NPY file.
 * @throws UnsupportedError for what is off the whitelist; CorruptDataError; InvalidDataError where it holds no object.
 */
export function decodeNpyObject(bytes: Uint8Array, options: PickleOptions = {}): PythonValue {
  const { subject = 'NPY object' } = options;
  const { descr, dataOffsetBytes } = parseNpyHeader(bytes, subject);
  const wrong = (got: string) =>
    new InvalidDataError({ subject, expected: 'one Python object, an array of shape ()', got });
  if (!/^\|?O/.test(descr)) throw wrong(`numpy type ${descr}`);
  const array = parsePickle(bytes.subarray(dataOffsetBytes), { ...options, subject });
  if (!(array instanceof PythonArray) || array.objects?.length !== 1) throw wrong('something else');
  return array.objects[0];
}

/** Writes one object as an array of shape (), as `numpy.save` does. @returns an NPY file. */
export function encodeNpyObject(value: Picklable): Uint8Array {
  const header = encodeNpyHeader({ descr: '|O', fortranOrder: false, shape: [] });
  const pickle = encodeObjectPickle(value);
  const bytes = new Uint8Array(header.length + pickle.length);
  bytes.set(header);
  bytes.set(pickle, header.length);
  return bytes;
}
