import { InvalidDataError, TooLargeError } from '../errors.ts';
import { type OpenHdf5Options, openHdf5 } from './file.node.ts';
import { withHdf5Errors } from './library.node.ts';
import { sampleTypeOf } from './sample-type.node.ts';

/** Rows and columns of numbers. */
export interface Hdf5Table {
  /** [rows, columns]. */
  readonly shape: readonly [rows: number, columns: number];
  /** Row by row; 64-bit integers are bigint. */
  readonly data:
    | Uint8Array
    | Int8Array
    | Uint16Array
    | Int16Array
    | Uint32Array
    | Int32Array
    | BigUint64Array
    | BigInt64Array
    | Float32Array
    | Float64Array;
}

/** A table is read whole; this holds a map of 16 million labels. */
const MAX_TABLE_BYTES = 256 * 2 ** 20;

/**
 * Reads a two-dimensional dataset, such as the two-column table `transforms` of FlyEM's `groundtruth.h5.gz`, which maps
 * supervoxels to bodies.
 * @param file HDF5, or HDF5 in gzip (`.gz`).
 * @throws InvalidDataError for other than two dimensions; TooLargeError over 256 MiB; those of `openHdf5`.
 */
export async function readTable(
  file: string,
  dataset: string | undefined,
  options: OpenHdf5Options = {},
): Promise<Hdf5Table> {
  const opened = await openHdf5(file, options);
  try {
    const found = opened.dataset(dataset);
    const subject = `${file}:${dataset}`;
    return withHdf5Errors(subject, () => {
      sampleTypeOf(found, subject);
      const shape = found.shape ?? [];
      if (shape.length !== 2) {
        const got = `shape (${shape.join(', ')})`;
        throw new InvalidDataError({ subject, expected: 'a table of rows and columns', got });
      }
      const bytes = shape[0] * shape[1] * found.metadata.size;
      if (bytes > MAX_TABLE_BYTES) {
        throw new TooLargeError({
          subject,
          expected: `a table of at most ${MAX_TABLE_BYTES} bytes`,
          got: `${bytes}`,
        });
      }
      return { shape: [shape[0], shape[1]], data: found.slice([]) as Hdf5Table['data'] };
    });
  } finally {
    opened.close();
  }
}
