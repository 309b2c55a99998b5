import { randomUUID } from 'node:crypto';
import { opendir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const TEMPORARY = /\.tmp-[0-9a-f-]{36}$/;

/** Where an object is written before it is whole: in the same folder, so that a rename moves it. */
export const temporaryPath = (path: string): string => `${path}.tmp-${randomUUID()}`;

/** Whether a file is an unfinished write. */
export const isTemporary = (name: string): boolean => TEMPORARY.test(name);

/**
 * Removes unfinished writes that a killed program left in a folder; folders in it are not entered. Only for who knows that
 * nobody else writes there.
 */
export async function sweepTemporaries(folder: string): Promise<void> {
  const entries = await opendir(folder).catch(() => undefined);
  if (!entries) return;
  for await (const entry of entries) {
    if (entry.isFile() && isTemporary(entry.name)) await rm(join(folder, entry.name), { force: true });
  }
}
