import { realpath, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { UsageError } from '../../datasets/errors.ts';

/**
 * Refuses an output that is no folder, or that is the input: `--force` would remove what is to be read.
 * @throws UsageError
 */
export async function assertOutputFolder(input: string, output: string): Promise<void> {
  const refuse = (expected: string, got: string): never => {
    throw new UsageError({ subject: output || 'OUT', expected, got, cure: 'Choose another output' });
  };
  if (output.trim() === '') refuse('the path of a folder', 'no text');
  const found = await stat(output).catch(() => undefined);
  if (found && !found.isDirectory()) refuse('a new folder, or one to go on in', 'a file');
  if (!found) return;
  const [from, to] = await Promise.all([pathOf(input), output].map((path) => realpath(path).catch(() => '')));
  if (from !== '' && from === to) refuse('another folder than the input', 'the input itself');
}

/** A dataset may be named by its path, `file://` or `precomputed://`. */
function pathOf(input: string): string {
  const path = input.replace(/^precomputed:\/\//, '').replace(/\|.*$/, '');
  if (!path.startsWith('file://')) return path;
  try {
    return fileURLToPath(path);
  } catch {
    return path;
  }
}
