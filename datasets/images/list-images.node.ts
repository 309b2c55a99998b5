import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MissingError } from '../errors.ts';
import { compareNatural } from './natural-order.ts';

const IMAGE = /\.(png|jpe?g)$/i;

/**
 * Paths of the PNG and JPEG files of a folder, or of those that a pattern names, in natural order.
 * @param folderOrGlob a folder, or a path whose last part holds `*` (any text) or `?` (one character).
 * @throws MissingError where there is no such folder, or no image in it.
 */
export async function listImages(folderOrGlob: string): Promise<readonly string[]> {
  const isFolder = await stat(folderOrGlob).then(
    (s) => s.isDirectory(),
    () => false,
  );
  const folder = isFolder ? folderOrGlob : dirname(folderOrGlob);
  const pattern = isFolder ? IMAGE : globToRegExp(basename(folderOrGlob));
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw new MissingError({ subject: folderOrGlob, expected: 'a folder of images', got: 'none', cause });
  });
  const names = entries.filter((name) => pattern.test(name) && IMAGE.test(name)).sort(compareNatural);
  if (names.length === 0) {
    const got = `none among ${entries.length} files`;
    throw new MissingError({ subject: folderOrGlob, expected: 'PNG or JPEG files', got });
  }
  return names.map((name) => join(folder, name));
}

function globToRegExp(glob: string): RegExp {
  const text = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${text.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
