/** A file and the path of a dataset in it. */
export interface DatasetPath {
  readonly file: string;
  /** Undefined where the text names a file only. */
  readonly dataset: string | undefined;
}

/** The file's ending ends the file's part, so that a drive letter's colon or one in a dataset's name does no harm. */
const HDF5 = /^(.*?\.(?:h5|hdf5|hdf|he5)(?:\.gz)?)(?::(.*))?$/i;

/**
 * @param text `FILE.h5:DATASET`; also .hdf5, .hdf, .he5, each with or without .gz; the dataset may lie in groups.
 * @returns undefined where the text does not name an HDF5 file.
 */
export function parseDatasetPath(text: string): DatasetPath | undefined {
  const match = HDF5.exec(text);
  return match ? { file: match[1], dataset: match[2] || undefined } : undefined;
}
