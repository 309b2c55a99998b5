import { readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isFloodlightError } from '../../datasets/errors.ts';
import type { Part } from '../tasks/index.ts';
import { assertUnlocked, type Lock, takeLock } from './lock.ts';
import { WORK_FOLDER } from './part.ts';

export const isShare = (part: Part | undefined): part is Part => part !== undefined && part.count > 1;

/**
 * Makes this process the only one that writes to a dataset, or the only one that writes a share of it: shares let each other
 * in, and nobody else. @throws UsageError where another process writes what this one would.
 */
export async function enterFolder(output: string, part?: Part): Promise<Lock> {
  const work = join(output, WORK_FOLDER);
  if (!isShare(part)) {
    const lock = await takeLock(work, output);
    return guarded(lock, async () => {
      for (const name of await sharesIn(work)) await assertUnlocked(join(work, name), output);
    });
  }
  const own = join(work, `part-${part.index + 1}-of-${part.count}`);
  const lock = await takeLock(own, output);
  const release = async () => {
    await lock.release();
    await rmdir(own).catch(() => undefined);
  };
  return guarded({ release }, () => assertUnlocked(work, output));
}

/** Whoever comes second sees the other: each takes its own lock first. */
async function guarded(lock: Lock, check: () => Promise<unknown>): Promise<Lock> {
  try {
    await check();
    return lock;
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/**
 * For the share that finds all others done: what follows is for one process alone.
 * @returns undefined where another share was faster.
 */
export async function enterLast(output: string): Promise<Lock | undefined> {
  return takeLock(join(output, WORK_FOLDER), output).catch((error: unknown) => {
    if (isFloodlightError(error, 'usage')) return undefined;
    throw error;
  });
}

/** Removes the locks of shares that were killed; those of living ones stay. */
export async function removeDeadShares(output: string): Promise<void> {
  const work = join(output, WORK_FOLDER);
  for (const name of await sharesIn(work)) {
    const isDead = await assertUnlocked(join(work, name), output).then(
      () => true,
      () => false,
    );
    if (isDead) await rm(join(work, name), { recursive: true, force: true });
  }
}

async function sharesIn(work: string): Promise<string[]> {
  const names = await readdir(work).catch(() => []);
  return names.filter((name) => name.startsWith('part-'));
}
