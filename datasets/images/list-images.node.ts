import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MissingError } from '../errors.ts';
import { compareNatural } from './natural-order.ts';

const IMAGE = /\.(png|jpe?g)$/i;

/** Paths of the PNG and JPEG files of a folder or glob, in natural order. See `listSlices`. */
export const listImages = (folderOrGlob: string): Promise<readonly string[]> =>
  listSlices(folderOrGlob, IMAGE, 'PNG or JPEG files');

/**
 * Paths of the files of a folder, or of those that a pattern names, in natural order.
 * @param folderOrGlob a folder, or a path whose last part holds `*` (any text) or `?` (one character).
 * @param kind what names of slices look like; `what` says it in messages.
 * @throws MissingError where there is no such folder, or no such file in it.
 */
export async function listSlices(
  folderOrGlob: string,
  kind: RegExp,
  what: string,
): Promise<readonly string[]> {
  const { folder, names } = await namesIn(folderOrGlob);
  // Files that systems leave beside data (._x.tif of macOS) are no slices.
  const slices = names.filter((name) => kind.test(name) && !name.startsWith('.')).sort(compareNatural);
  if (slices.length > 0) return slices.map((name) => join(folder, name));
  const got = `none among ${names.length} files`;
  throw new MissingError({ subject: folderOrGlob, expected: what, got, cure: 'Check the path' });
}

async function namesIn(folderOrGlob: string): Promise<{ folder: string; names: readonly string[] }> {
  const isFolder = await stat(folderOrGlob).then(
    (s) => s.isDirectory(),
    () => false,
  );
  const folder = isFolder ? folderOrGlob : dirname(folderOrGlob);
  const pattern = isFolder ? /^/ : globToRegExp(basename(folderOrGlob));
  const entries = await readdir(folder).catch((cause: unknown) => {
    throw new MissingError({ subject: folderOrGlob, expected: 'a folder of images', got: 'none', cause });
  });
  return { folder, names: entries.filter((name) => pattern.test(name)) };
}

function globToRegExp(glob: string): RegExp {
  const text = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${text.replaceAll('*', '.*').replaceAll('?', '.')}$`);
}
