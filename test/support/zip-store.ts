import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import { createMemoryStore, type MemoryStore } from '../../datasets/stores/index.ts';
import { repoPath } from './paths.ts';

/** The members of a ZIP file below a folder of it, as a store. @param folder without slashes at its ends; '' is all. */
export function zipStore(path: string, folder = ''): MemoryStore {
  const prefix = folder === '' ? '' : `${folder}/`;
  const members = Object.entries(unzipSync(readFileSync(repoPath(path))));
  const own = members.filter(([key]) => key.startsWith(prefix));
  return createMemoryStore(
    folder === '' ? path : folder,
    own.map(([key, bytes]): [string, Uint8Array] => [key.slice(prefix.length), bytes.slice()]),
  );
}
