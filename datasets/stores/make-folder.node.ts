import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { MissingError } from '../errors.ts';
import { explainFileError, isCode } from './file-errors.node.ts';

/**
 * Makes a folder and those above it. Node's own recursive mkdir never ends where a folder that exists refuses children
 * as "not found", as /proc does.
 * @throws UsageError where a file is in the way; ForbiddenError; MissingError where the system has no such place.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const isThere = isCode(error, 'EEXIST') && (await isFolder(path));
    if (isThere) return;
    const parent = dirname(path);
    if (!isCode(error, 'ENOENT') || parent === path) throw explainFileError(error, path);
    await makeFolder(parent);
    await mkdir(path).catch(async (again: unknown) => {
      // Another writer may have been faster.
      if (isCode(again, 'EEXIST') && (await isFolder(path))) return;
      if (!isCode(again, 'ENOENT')) throw explainFileError(again, path);
      const expected = 'a place where folders can be made';
      const cure = 'Write to a folder of a disk';
      throw new MissingError({
        subject: path,
        expected,
        got: 'none: its parent refuses',
        cure,
        cause: again,
      });
    });
  }
}

const isFolder = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isDirectory() ?? false;
