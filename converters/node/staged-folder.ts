import { readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { makeFolder } from '../../datasets/stores/index.node.ts';

/** Before the process's id, in the name of a folder that is being written. */
const MARK = '.partial-';

export interface StagedFolderOptions {
  /** Take the place of a folder that is there. Without, only an empty one gives way. */
  readonly replace: boolean;
}

/**
 * Writes a folder so that it is there as a whole or not at all: under another name beside it, renamed at the end. What a
 * killed run left behind is removed by the next one.
 * @param write fills the folder it is given. If it throws, nothing is left.
 */
export async function writeStagedFolder(
  target: string,
  write: (folder: string) => Promise<void>,
  options: StagedFolderOptions,
): Promise<void> {
  const path = resolve(target);
  const staged = `${path}${MARK}${process.pid}`;
  await removeLeftovers(path);
  try {
    await makeFolder(staged);
    await write(staged);
    if (options.replace) await replace(path, staged);
    else await rename(staged, path);
  } catch (error) {
    await rm(staged, { recursive: true, force: true });
    throw error;
  }
}

/** The old folder is out of sight for a moment only, and comes back if the new one cannot take its place. */
async function replace(path: string, staged: string): Promise<void> {
  const old = `${staged}-old`;
  const hadOld = await rename(path, old).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return false;
      throw error;
    },
  );
  try {
    await rename(staged, path);
  } catch (error) {
    if (hadOld) await rename(old, path);
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

async function removeLeftovers(path: string): Promise<void> {
  const prefix = `${basename(path)}${MARK}`;
  const names = await readdir(dirname(path)).catch(() => []);
  for (const name of names) {
    if (!name.startsWith(prefix)) continue;
    const writer = /^\d+$/.exec(name.slice(prefix.length));
    if (writer && !isAlive(Number(writer[0])))
      await rm(join(dirname(path), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
