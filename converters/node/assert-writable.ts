import { rmdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { UsageError } from '../../datasets/errors.ts';
import { createFileStore } from '../../datasets/stores/index.node.ts';

/**
 * Proves that files can be written to a folder, before hours of work are spent on what goes there. The folder and those above
 * it are made for the proof, and removed again where they were not there.
 * @throws UsageError where the path is a file; what the first write would throw: ForbiddenError, MissingError, a full disk.
 */
export async function assertWritable(folder: string): Promise<void> {
  const path = resolve(folder);
  if (await isFile(path)) {
    throw new UsageError({ subject: folder, expected: 'a folder, or a new one', got: 'a file' });
  }
  const missing = await missingFolders(path);
  const store = createFileStore(path);
  const probe = `probe-${process.pid}`;
  try {
    await store.put(probe, new Uint8Array(1));
    await store.delete(probe);
  } finally {
    for (const made of missing) {
      // Another process may have put something there meanwhile.
      const removed = await rmdir(made).then(
        () => true,
        () => false,
      );
      if (!removed) break;
    }
  }
}

/** Of a path and the folders above it, those that are not there, innermost first. */
async function missingFolders(path: string): Promise<string[]> {
  const missing: string[] = [];
  for (let at = path; !(await stat(at).catch(() => undefined)) && dirname(at) !== at; at = dirname(at))
    missing.push(at);
  return missing;
}

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() ?? false;
