import { TooLargeError } from '../../../datasets/errors.ts';

/** More files than these are no folder that one drops by intent; each needs some hundred bytes of memory. */
const MAX_FILES = 500_000;

/** The files of a drop, with all folders below; by path. @param entries were asked for in the event itself. */
export async function filesOfEntries(
  entries: readonly (FileSystemEntry | File | null)[],
): Promise<Map<string, File>> {
  const found = new Map<string, File>();
  for (const entry of entries) {
    if (entry instanceof File) found.set(entry.name, entry);
    else if (entry) await walk(entry, found);
  }
  return found;
}

/** Files of a field; those of a folder have their path in it. */
export function filesByPath(files: Iterable<File>): Map<string, File> {
  return new Map([...files].map((file) => [file.webkitRelativePath || file.name, file]));
}

async function walk(entry: FileSystemEntry, found: Map<string, File>): Promise<void> {
  if (found.size >= MAX_FILES) {
    const cure = 'Pack the folder as a ZIP archive and open that';
    throw new TooLargeError({
      subject: entry.fullPath,
      expected: `at most ${MAX_FILES} files`,
      got: 'more',
      cure,
    });
  }
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) =>
      (entry as FileSystemFileEntry).file(resolve, reject),
    );
    found.set(path, file);
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const next = () => new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
  // A reader gives a hundred at a time, and nothing when all were given.
  for (let some = await next(); some.length > 0; some = await next())
    for (const each of some) await walk(each, found);
}
