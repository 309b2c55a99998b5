import { rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import type { Dataset, File } from 'h5wasm';
import type { Box, Xyz } from '../geometry/index.ts';
import { loadHdf5, withHdf5Errors } from './library.node.ts';

/** Numbers beside a dataset. */
export interface Hdf5Attribute {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

export interface Hdf5WriterOptions {
  /** Path of the dataset in the file; groups on the way are made. */
  readonly dataset: string;
  readonly size: Xyz;
  readonly chunkSize: Xyz;
}

/** A dataset of one file that is written box by box. */
export interface Hdf5Writer {
  /** @param data x fastest, as many samples as the box has voxels. Boxes of whole chunks are compressed once. */
  write(box: Box, data: Uint8Array): void;
  /** Puts attributes beside the dataset, and the file in its place. */
  finish(attributes: Readonly<Record<string, Hdf5Attribute>>): Promise<void>;
  /** Leaves nothing of it. */
  discard(): void;
}

/** Level of gzip. Labels compress well at any; h5py takes this one. */
const GZIP_LEVEL = 4;

/**
 * Makes an HDF5 file of one uint8 dataset, [z, y, x], in gzipped chunks. It grows under another name beside `path` and
 * takes its place when it is finished, so that `path` is never half a file. Memory: one box, whatever the volume.
 * @throws CorruptDataError where the library cannot write.
 */
export async function createHdf5Writer(path: string, options: Hdf5WriterOptions): Promise<Hdf5Writer> {
  const library = await loadHdf5();
  const partial = `${path}.partial`;
  const file = withHdf5Errors(path, () => new library.File(partial, 'w'));
  let dataset: Dataset;
  try {
    dataset = withHdf5Errors(path, () => createDataset(file, options));
  } catch (error) {
    file.close();
    rmSync(partial, { force: true });
    throw error;
  }
  let isOpen = true;
  const close = () => {
    if (isOpen) withHdf5Errors(path, () => file.close());
    isOpen = false;
  };
  return {
    write({ begin, end }, data) {
      const ranges = ([2, 1, 0] as const).map((i): [number, number] => [begin[i], end[i]]);
      withHdf5Errors(path, () => dataset.write_slice(ranges, data));
    },
    async finish(attributes) {
      withHdf5Errors(path, () => {
        for (const [name, { shape, values }] of Object.entries(attributes))
          dataset.create_attribute(name, BigInt64Array.from(values, BigInt), [...shape], '<q');
      });
      close();
      await rename(partial, path);
    },
    discard() {
      close();
      rmSync(partial, { force: true });
    },
  };
}

/** The library wants all data at once: one voxel, and the rest by growing. */
function createDataset(file: File, { dataset, size, chunkSize }: Hdf5WriterOptions): Dataset {
  const names = dataset.split('/').filter((name) => name !== '');
  const groups = names.slice(0, -1);
  for (const i of groups.keys()) file.create_group(groups.slice(0, i + 1).join('/'));
  const shape = [size[2], size[1], size[0]];
  const created = file.create_dataset({
    name: names.join('/'),
    data: new Uint8Array(1),
    shape: [1, 1, 1],
    dtype: '<B',
    maxshape: shape,
    chunks: chunkSize.map((n, i) => Math.min(n, size[i]!)).reverse(),
    compression: 'gzip',
    compression_opts: GZIP_LEVEL,
  });
  created.resize(shape);
  return created;
}
