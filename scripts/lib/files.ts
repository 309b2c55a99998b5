import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** All files below a folder, sorted, as absolute paths. A folder that does not exist has none. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
    .sort();
}
