import type { Dataset } from 'h5wasm';
import { UnsupportedError } from '../errors.ts';
import type { DataType } from '../volume.ts';

/** HDF5's numbers of type classes. */
const INTEGER = 0;
const FLOAT = 1;
const ENUM = 8;

export type Hdf5SampleType = DataType | 'int64' | 'float64';

/**
 * The type of a dataset's numbers; h5py's booleans, an enumeration of FALSE and TRUE, are uint8. Byte order does not
 * matter: the library gives the host's.
 * @throws UnsupportedError for text, compounds, float16 and integers of odd width.
 */
export function sampleTypeOf({ metadata }: Dataset, subject: string): Hdf5SampleType {
  const { type, size, signed, enum_type } = metadata;
  const bits = size * 8;
  if (type === INTEGER && [8, 16, 32, 64].includes(bits)) {
    return `${signed ? '' : 'u'}int${bits}` as Hdf5SampleType;
  }
  if (type === FLOAT && (bits === 32 || bits === 64)) return `float${bits}`;
  const isBoolean = enum_type && Object.keys(enum_type.members).sort().join() === 'FALSE,TRUE';
  if (type === ENUM && isBoolean && bits === 8) return 'uint8';
  const got = type === FLOAT ? `float${bits}` : `type class ${type} of ${size} bytes`;
  const cure = 'Save the dataset as an integer type or float32';
  throw new UnsupportedError({ subject, expected: 'numbers of 8 to 64 bits', got, cure });
}
