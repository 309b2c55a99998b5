import { readFile } from 'node:fs/promises';
import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import { readTable } from '../../datasets/hdf5/index.node.ts';
import { parseDatasetPath } from '../../datasets/hdf5/index.ts';
import { type NpyArray, openNpz } from '../../datasets/npy/index.ts';

/**
 * Reads a table of two columns: old label, new label.
 * @param text `FILE.h5:DATASET`, also `.h5.gz`, or `FILE.npz:ARRAY`: integers of shape (n, 2).
 * @throws UnsupportedError for other files or types; InvalidDataError for another shape, a negative label, or two rows that
 *   disagree about one label.
 */
export async function readLabelTable(text: string): Promise<Map<bigint, bigint>> {
  const hdf5 = parseDatasetPath(text);
  if (hdf5) return tableOf(await readTable(hdf5.file, hdf5.dataset), text);
  const [, file, name] = /^(.+\.npz):([^/:\\]+)$/.exec(text) ?? [];
  if (file === undefined || name === undefined) {
    const expected = 'a table FILE.h5:DATASET (.h5.gz) or FILE.npz:ARRAY';
    throw new UnsupportedError({ subject: text, expected, got: 'another input' });
  }
  return tableOf(openNpz(await readFile(file), file).read(name), text);
}

/** @param subject what error messages call the array. */
export function tableOf(
  { shape, data }: Pick<NpyArray, 'shape' | 'data'>,
  subject: string,
): Map<bigint, bigint> {
  if (shape.length !== 2 || shape[1] !== 2) {
    throw new InvalidDataError({
      subject,
      expected: 'shape (n, 2): old label, new label',
      got: `(${shape.join(', ')})`,
    });
  }
  const table = new Map<bigint, bigint>();
  for (let row = 0; row < data.length; row += 2) {
    const [from, to] = [toLabel(data[row]!, subject), toLabel(data[row + 1]!, subject)];
    const known = table.get(from);
    if (known !== undefined && known !== to) {
      throw new InvalidDataError({
        subject,
        expected: `one new label for ${from}`,
        got: `${known} and ${to}`,
      });
    }
    table.set(from, to);
  }
  return table;
}

function toLabel(value: number | bigint, subject: string): bigint {
  if (typeof value === 'bigint' ? value >= 0n : Number.isSafeInteger(value) && value >= 0)
    return BigInt(value);
  throw new InvalidDataError({ subject, expected: 'integer labels from 0 on', got: String(value) });
}
