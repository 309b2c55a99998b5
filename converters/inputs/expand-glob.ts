import { existsSync } from 'node:fs';
import { glob } from 'node:fs/promises';

/** @returns paths that a pattern with `*`, `?` or `[…]` names, sorted; anything else, and a path that is there, as it is. */
export async function expandGlob(pattern: string): Promise<string[]> {
  if (existsSync(pattern) || !/[*?[]/.test(pattern)) return [pattern];
  const paths: string[] = [];
  for await (const path of glob(pattern)) paths.push(path);
  return paths.sort();
}
