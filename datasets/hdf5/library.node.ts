import type * as H5wasm from 'h5wasm';
import { CorruptDataError, isFloodlightError, TooLargeError, UnsupportedError } from '../errors.ts';

export type Hdf5Library = typeof H5wasm;

let loading: Promise<Hdf5Library> | undefined;

/**
 * h5wasm's build for Node, whose file system is Node's: a file is read by ranges and never whole. It is loaded once
 * (4 MB of WebAssembly) and when first needed. Its memory is shared by all files, at most 2 GiB, and does not shrink.
 */
export function loadHdf5(): Promise<Hdf5Library> {
  loading ??= import('h5wasm/node').then(async (library: Hdf5Library) => {
    const module = await library.ready;
    // Without it failures are printed and negative numbers, or memory never written to, come back as results.
    module.activate_throwing_error_handler();
    return library;
  });
  return loading;
}

/** Where in the library and why, one line per caller; the innermost is last. */
const DIAGNOSTIC = /^ +#\d+: .*? in \w+\(\): (.*)$/gm;

/** What a person can do about a file that the library cannot read. */
export const DAMAGED = 'The file is truncated, damaged or of another kind: copy or export it again';

const NO_FILTER = /required filter '(.*?)' is not registered/;

/**
 * Calls the library and gives its failures a type.
 * @throws CorruptDataError naming `subject`; TooLargeError where the library's memory does not hold the result;
 * UnsupportedError for a filter that the library lacks (lzf, blosc, szip).
 */
export function withHdf5Errors<T>(subject: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    if (isFloodlightError(cause)) throw cause;
    const text = cause instanceof Error ? cause.message : String(cause);
    const filter = NO_FILTER.exec(text)?.[1];
    if (filter !== undefined) {
      const cure = 'Rewrite the file: h5repack -f GZIP=4';
      throw new UnsupportedError({
        subject,
        expected: 'gzip, shuffle or fletcher32',
        got: `the filter ${filter}`,
        cure,
        cause,
      });
    }
    const reason = [...text.matchAll(DIAGNOSTIC)].at(-1)?.[1] ?? text.split('\n')[0];
    if (/allocat|memory/i.test(reason)) {
      const cure =
        'Ask for a smaller box, or rewrite the file with smaller chunks: h5repack -l CHUNK=64x64x64';
      throw new TooLargeError({ subject, expected: 'what fits into 2 GiB', got: reason, cure, cause });
    }
    throw new CorruptDataError({ subject, expected: 'a whole HDF5 file', got: reason, cure: DAMAGED, cause });
  }
}
