import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeLink, readState, type ViewerState, withAbsoluteSources } from '../../datasets/links/index.ts';

const VIEW_FILE = 'viewer.json';
const NEUROGLANCER = 'https://neuroglancer-demo.appspot.com/';

/** How to look at one `viewer.json` of a served folder. */
export interface ViewLink {
  /** Path of the file below the folder, with slashes. */
  readonly file: string;
  /** Address of our viewer that shows it. */
  readonly page: string;
  /** The same view in Neuroglancer; its page may read from this machine while it is served. */
  readonly neuroglancer: string;
}

/**
 * Links for every `viewer.json` in a folder or in a folder of it. A file that is no state is left out: it is served, and
 * the page that is asked to show it says what is wrong.
 * @param url address of the server, without a slash at its end; the folder lies below `/data/`.
 */
export async function findViewLinks(folder: string, url: string): Promise<ViewLink[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => `${name}/`);
  const links: ViewLink[] = [];
  for (const below of ['', ...folders.sort()]) {
    const file = `${below}${VIEW_FILE}`;
    const state = await readView(join(folder, file));
    if (!state) continue;
    const path = `data/${file.split('/').map(encodeURIComponent).join('/')}`;
    const absolute = withAbsoluteSources(state, `${url}/${path}`);
    links.push({
      file,
      page: `${url}/?view=${path}`,
      neuroglancer: encodeLink(absolute, NEUROGLANCER),
    });
  }
  return links;
}

async function readView(path: string): Promise<ViewerState | undefined> {
  try {
    return readState(JSON.parse(await readFile(path, 'utf8'))).state;
  } catch {
    return undefined;
  }
}
