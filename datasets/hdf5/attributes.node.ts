import { UsageError } from '../errors.ts';
import { parseDatasetPath } from './dataset-path.ts';
import { type OpenHdf5Options, openHdf5 } from './file.node.ts';
import { withHdf5Errors } from './library.node.ts';
import type { Hdf5Attribute } from './writer.node.ts';

/**
 * The attributes of a dataset that are numbers, by name; those of other kinds are left out.
 * @param path see `parseDatasetPath`. @throws those of `openHdf5`; UsageError where no file is named.
 */
export async function readNumberAttributes(
  path: string,
  options: OpenHdf5Options = {},
): Promise<ReadonlyMap<string, Hdf5Attribute>> {
  const named = parseDatasetPath(path);
  if (!named) throw new UsageError({ subject: path, expected: 'FILE.h5:DATASET', got: 'no HDF5 file' });
  const opened = await openHdf5(named.file, options);
  try {
    const dataset = opened.dataset(named.dataset);
    return withHdf5Errors(path, () => {
      const found = new Map<string, Hdf5Attribute>();
      for (const [name, attribute] of Object.entries(dataset.attrs)) {
        const values = numbersOf(attribute.value);
        if (values) found.set(name, { shape: attribute.shape ?? [], values });
      }
      return found;
    });
  } finally {
    opened.close();
  }
}

function numbersOf(value: unknown): number[] | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return [Number(value)];
  if (!ArrayBuffer.isView(value) || value instanceof DataView) return undefined;
  return Array.from(value as unknown as ArrayLike<number | bigint>, Number);
}
