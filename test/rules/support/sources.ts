/** Reads the project's own text for the rule tests. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repoPath } from '../../support/paths.ts';

/** The top-level folders that hold source. */
export const LAYERS = ['datasets', 'ffn', 'converters', 'viewer', 'edge', 'shaders'] as const;

const IGNORED = new Set(['node_modules', 'dist', '.cache', '.git']);

/** Paths relative to the repository, `/`-separated, of all files below a folder that end so. */
export function filesBelow(folder: string, ending: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(repoPath(folder), { withFileTypes: true })) {
    if (IGNORED.has(entry.name)) continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesBelow(path, ending));
    else if (entry.name.endsWith(ending)) found.push(path);
  }
  return found.sort();
}

/** All TypeScript sources of the layers, without declaration files. */
export const sourceFiles = (): string[] =>
  LAYERS.flatMap((layer) => filesBelow(layer, '.ts')).filter((file) => !file.endsWith('.d.ts'));

export const readText = (file: string): string => readFileSync(repoPath(file), 'utf8');
