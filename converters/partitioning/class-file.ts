import { existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { InvalidDataError, UsageError } from '../../datasets/errors.ts';
import { type Box, boxSize, type Xyz } from '../../datasets/geometry/index.ts';
import { createHdf5Writer, type Hdf5Attribute } from '../../datasets/hdf5/index.node.ts';
import { parseDatasetPath } from '../../datasets/hdf5/index.ts';
import { encodeNpyHeader } from '../../datasets/npy/index.ts';
import { CHUNK_SIZE } from './plan.ts';

/** A file of classes that is written box by box, and is there when it is finished and not before. */
export interface ClassFile {
  write(box: Box, classes: Uint8Array): Promise<void>;
  finish(attributes: Readonly<Record<string, Hdf5Attribute>>): Promise<void>;
  /** Leaves nothing of it. */
  discard(): Promise<void>;
}

/**
 * @param output `FILE.h5:DATASET` or `FILE.npy`: uint8 [z, y, x]. NPY has no attributes.
 * @throws UsageError for another kind; InvalidDataError where the file is there and `overwrite` is not set.
 */
export async function createClassFile(output: string, size: Xyz, overwrite: boolean): Promise<ClassFile> {
  const hdf5 = parseDatasetPath(output);
  const isNpy = /\.npy$/i.test(output);
  if ((!hdf5?.dataset && !isNpy) || /\.gz$/i.test(hdf5?.file ?? '')) {
    const expected = 'FILE.h5:DATASET or FILE.npy';
    throw new UsageError({ subject: 'output', expected, got: JSON.stringify(output) });
  }
  const path = hdf5?.file ?? output;
  if (existsSync(path) && !overwrite) {
    const cure = 'Choose another file, or give --force to replace it';
    throw new InvalidDataError({ subject: path, expected: 'no file', got: 'one', cure });
  }
  return hdf5?.dataset ? createHdf5File(path, hdf5.dataset, size) : createNpyFile(path, size);
}

async function createHdf5File(path: string, dataset: string, size: Xyz): Promise<ClassFile> {
  const writer = await createHdf5Writer(path, { dataset, size, chunkSize: CHUNK_SIZE });
  return {
    write: async (box, classes) => writer.write(box, classes),
    finish: writer.finish,
    discard: async () => writer.discard(),
  };
}

async function createNpyFile(path: string, size: Xyz): Promise<ClassFile> {
  const partial = `${path}.partial`;
  const file = await open(partial, 'w');
  const header = encodeNpyHeader({ descr: '|u1', fortranOrder: false, shape: [size[2], size[1], size[0]] });
  await file.write(header, 0, header.length, 0);
  return {
    async write(box, classes) {
      const [nx, ny, nz] = boxSize(box);
      for (let z = 0; z < nz; z++) {
        for (let y = 0; y < ny; y++) {
          const at = ((box.begin[2] + z) * size[1] + box.begin[1] + y) * size[0] + box.begin[0];
          await file.write(classes, (z * ny + y) * nx, nx, header.length + at);
        }
      }
    },
    async finish() {
      await file.close();
      await rename(partial, path);
    },
    async discard() {
      await file.close();
      await rm(partial, { force: true });
    },
  };
}
