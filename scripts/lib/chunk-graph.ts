/** Which entries reach a chunk, as esbuild's record of a build tells. */
import { basename } from 'node:path';
import type { Metafile } from 'esbuild';

export interface ChunkGroups {
  /** File names of scripts that are named by a page, a worker or a user, not by an import. */
  readonly entries: ReadonlySet<string>;
  /** @returns undefined for what no entry needs at once. */
  nameOf(file: string): string | undefined;
}

/** Groups are told apart by which entries load them at once, and which ever. */
export function entriesThatReach({ outputs }: Metafile): ChunkGroups {
  const files = Object.entries(outputs).filter(([file]) => file.endsWith('.js'));
  const importsOf = new Map(
    files.map(([file, { imports }]) => [file, imports.filter(({ external }) => !external)]),
  );
  const lazy = new Set(
    files
      .flatMap(([file]) => importsOf.get(file) ?? [])
      .filter(({ kind }) => kind === 'dynamic-import')
      .map(({ path }) => path),
  );
  const entries = files
    .filter(([file, { entryPoint }]) => entryPoint !== undefined && !lazy.has(file))
    .map(([file]) => file);
  const reach = (entry: string, isStatic: boolean) => {
    const reached = new Set([entry]);
    for (const file of reached)
      for (const { path, kind } of importsOf.get(file) ?? [])
        if (!isStatic || kind === 'import-statement') reached.add(path);
    return reached;
  };
  const atOnce = entries.map((entry) => reach(entry, true));
  const ever = entries.map((entry) => reach(entry, false));
  const names = new Map<string, string>();
  const known = new Map<string, string>();
  for (const [file] of files) {
    if (entries.includes(file) || lazy.has(file) || !atOnce.some((reached) => reached.has(file))) continue;
    const key = JSON.stringify([atOnce, ever].map((sets) => sets.map((reached) => reached.has(file))));
    if (!known.has(key)) known.set(key, `shared-${known.size + 1}`);
    names.set(basename(file), known.get(key) as string);
  }
  return { entries: new Set(entries.map((file) => basename(file))), nameOf: (file) => names.get(file) };
}
