import { FORMATS } from '../../../datasets/sources/index.ts';

/** What one of the files or folders is. */
export interface FoundDataset {
  /** The folder, without slashes at its ends, or the file. */
  readonly path: string;
  /** Name of the format as in an address; `zip` for an archive, to be looked into. */
  readonly format: string;
}

/** Folders by the objects that lie in them, not those inside of another dataset; files by their names. @param paths of all files. */
export function findDatasets(paths: Iterable<string>): FoundDataset[] {
  const all = [...paths].filter((path) => !/(^|\/)(__MACOSX|\.DS_Store)/.test(path));
  const folders = new Map<string, string>();
  for (const path of all) {
    const format = FORMATS.find(({ marks }) => marks.includes(nameOf(path)))?.name;
    const folder = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    const rank = (name: string) => FORMATS.findIndex((each) => each.name === name);
    const known = folders.get(folder);
    if (format && (known === undefined || rank(format) < rank(known))) folders.set(folder, format);
  }
  const outer = [...folders].filter(([folder]) => !isInside(folder, [...folders.keys()]));
  const files = all.flatMap((path): FoundDataset[] => {
    if (
      isInside(
        path,
        outer.map(([folder]) => folder),
      )
    )
      return [];
    const format = /\.zip$/i.test(path) ? 'zip' : FORMATS.find((each) => each.files?.test(path))?.name;
    return format ? [{ path, format }] : [];
  });
  return [...outer.map(([path, format]) => ({ path, format })), ...files];
}

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const isInside = (path: string, folders: readonly string[]): boolean =>
  folders.some((folder) => path !== folder && (folder === '' || path.startsWith(`${folder}/`)));
