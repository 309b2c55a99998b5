import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { CorruptDataError, InvalidDataError, MissingError, UnsupportedError } from '../../datasets/errors.ts';
import { type Json, readState, type ViewerState } from '../../datasets/links/index.ts';
import { decodeInfo } from '../../datasets/precomputed/index.ts';

/** What a page shows. */
export interface PageView {
  readonly title: string;
  readonly state: ViewerState;
  /** Folders of the sources, relative and without slashes at their ends; '' for the folder itself. */
  readonly folders: readonly string[];
}

/**
 * The view of a folder: its `viewer.json`, or the folder where that is a dataset.
 * @throws MissingError where it has neither; CorruptDataError for a file that is no JSON; UnsupportedError for sources elsewhere.
 */
export async function readPageView(folder: string): Promise<PageView> {
  const text = await readFile(join(folder, 'viewer.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return viewOfDataset(folder);
  const { state } = readState(parseJson(text, join(folder, 'viewer.json')));
  // A network for segmenting by click is a file of its own, and needs a worker.
  const { segmenterModel: _, ...others } = state.others ?? {};
  const urls = (state.layers ?? []).flatMap(({ source }) => (source ?? []).map(({ url }) => url));
  if (urls.length === 0) {
    const subject = join(folder, 'viewer.json');
    throw new InvalidDataError({ subject, expected: 'layers with sources', got: 'none' });
  }
  const folders = [...new Set(urls.map(folderOf))];
  return { title: state.title ?? basename(resolve(folder)), state: { ...state, others }, folders };
}

async function viewOfDataset(folder: string): Promise<PageView> {
  const bytes = await readFile(join(folder, 'info')).catch(() => undefined);
  if (!bytes) {
    const cure = 'Give the folder that demo, or convert --all, wrote, or one dataset';
    throw new MissingError({ subject: folder, expected: 'viewer.json or info', got: 'neither', cure });
  }
  const { type } = decodeInfo(bytes, folder);
  const title = basename(resolve(folder));
  const state: ViewerState = { layers: [{ type, name: title, source: [{ url: 'precomputed://.' }] }] };
  return { title, state, folders: [''] };
}

/** @throws UnsupportedError for what is no folder below. */
function folderOf(url: string): string {
  const path = /^precomputed:\/\/(?![a-z0-9+]+:\/\/)([^|]*)$/.exec(url)?.[1];
  const parts = path?.split('/').filter((part) => part !== '' && part !== '.');
  if (!parts || path?.startsWith('/') || parts.includes('..')) {
    const expected = 'sources that are folders beside viewer.json, precomputed://NAME';
    const cure = 'Download or convert it into the folder, or take the layer out of viewer.json';
    throw new UnsupportedError({ subject: 'viewer.json', expected, got: url, cure });
  }
  return decodeURI(parts.join('/'));
}

function parseJson(text: string, subject: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new CorruptDataError({ subject, expected: 'JSON', got: (cause as Error).message, cause });
  }
}
