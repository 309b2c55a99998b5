import { existsSync, rmSync } from 'node:fs';
import type { Dataset, File } from 'h5wasm';
import { CorruptDataError, MissingError, UsageError } from '../errors.ts';
import { assertReadable, unpackGzip } from '../files/index.node.ts';
import { DAMAGED, type Hdf5Library, loadHdf5, withHdf5Errors } from './library.node.ts';

export interface OpenHdf5Options {
  /** The most bytes that a `.gz` may unpack to, in the system's folder for temporary files. Default 64 GiB. */
  readonly maxUnpackedBytes?: number;
  readonly signal?: AbortSignal;
}

/** An open file. Several may be open at once, and one file several times. */
export interface Hdf5File {
  /** @throws MissingError naming the datasets there are; UsageError where none is named. */
  dataset(path: string | undefined): Dataset;
  /** Paths of all datasets, sorted. */
  datasetPaths(): string[];
  /** Closes the file; more than once does nothing more. */
  close(): void;
}

/** Datasets that a message names. */
const MAX_NAMED = 20;

/**
 * @param path an HDF5 file; one whose name ends in `.gz` is unpacked to a temporary file first, which is removed at
 * once where the system lets an open file go (not Windows), else by `close`, else when the process ends.
 * @throws MissingError; CorruptDataError for what is no HDF5 file or a truncated one; those of `unpackGzip`.
 */
export async function openHdf5(path: string, options: OpenHdf5Options = {}): Promise<Hdf5File> {
  if (!existsSync(path)) {
    throw new MissingError({ subject: path, expected: 'an HDF5 file', got: 'none', cure: 'Check the path' });
  }
  await assertReadable(path);
  const { maxUnpackedBytes: maxBytes, signal } = options;
  const library = await loadHdf5();
  if (!/\.gz$/i.test(path)) return wrap(library, path, openFile(library, path, path));
  const unpacked = await unpackGzip(path, { maxBytes, signal });
  try {
    const file = wrap(library, path, openFile(library, unpacked.path, path));
    tryRemove(unpacked.path);
    const close = () => {
      try {
        file.close();
      } finally {
        unpacked.remove();
      }
    };
    return { ...file, close };
  } catch (error) {
    unpacked.remove();
    throw error;
  }
}

function openFile(library: Hdf5Library, path: string, subject: string): File {
  const file = withHdf5Errors(subject, () => new library.File(path, 'r'));
  if (file.file_id >= 0n) return file;
  throw new CorruptDataError({
    subject,
    expected: 'a whole HDF5 file',
    got: 'one that does not open',
    cure: DAMAGED,
  });
}

/** Windows keeps open files; `close` removes it then. */
function tryRemove(path: string): void {
  try {
    rmSync(path);
  } catch {}
}

function wrap(library: Hdf5Library, subject: string, file: File): Hdf5File {
  let isOpen = true;
  const find = (path: string) => withHdf5Errors(subject, () => file.get(path));
  const isDataset = (path: string) => find(path) instanceof library.Dataset;
  const datasetPaths = () =>
    withHdf5Errors(subject, () => file.paths())
      .filter(isDataset)
      .sort();
  return {
    datasetPaths,
    dataset(path) {
      const found = path === undefined ? undefined : find(path);
      if (found instanceof library.Dataset) return found;
      throw noDataset(subject, path, datasetPaths());
    },
    close() {
      if (isOpen) withHdf5Errors(subject, () => file.close());
      isOpen = false;
    },
  };
}

function noDataset(
  file: string,
  path: string | undefined,
  there: readonly string[],
): MissingError | UsageError {
  const named = there.slice(0, MAX_NAMED).join(', ');
  const more = there.length > MAX_NAMED ? ` and ${there.length - MAX_NAMED} more` : '';
  const cure = there.length > 0 ? `The file holds ${named}${more}` : 'The file holds no dataset';
  if (path === undefined) {
    return new UsageError({ subject: file, expected: 'a dataset: FILE.h5:DATASET', got: 'no name', cure });
  }
  return new MissingError({
    subject: `${file}:${path}`,
    expected: 'a dataset',
    got: 'none of that name',
    cure,
  });
}
