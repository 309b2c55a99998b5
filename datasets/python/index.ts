export { decodeNpyObject, encodeNpyObject } from './npy-objects.ts';
export { type PickleOptions, parsePickle } from './pickle-reader.ts';
export type { Picklable } from './pickle-writer.ts';
export { PythonArray, type PythonDict, PythonName, PythonObject, type PythonValue } from './values.ts';
