/** The script of a page that is one file: data lie in the page, and nothing is fetched. */
import type { Json } from '../../datasets/links/index.ts';
import { createBlobStore, type Store } from '../../datasets/stores/index.ts';
import { createZipStore } from '../../datasets/zip/index.ts';
import '../index.ts';
import { bindHash, hasHash, readHash } from './hash.ts';
import { readViewFile } from './view-file.ts';

/** Where the archive's files are, for sources; no address of a network or a disk. */
const ROOT = 'file:///page';

/** A link to Neuroglancer's page, or an object grown by a network, would need what the page does not hold. */
const HIDDEN = 'segment help';

async function start(main: HTMLElement): Promise<void> {
  const archive = new Blob([bytesOf(textOf('floodlight-data'))]);
  const files = createBlobStore('page', new Map([['data.zip', archive]]));
  const viewer = document.createElement('floodlight-viewer');
  viewer.stores = storesOf(files);
  viewer.workerUrl = 'none';
  viewer.hide = HIDDEN;
  viewer.linkBase = location.href.replace(/#.*/s, '');
  bindHash(viewer);
  main.replaceChildren(viewer);
  const view = textOf('floodlight-view');
  if (hasHash()) return readHash(viewer);
  viewer.state = readViewFile(JSON.parse(view) as Json, `${ROOT}/viewer.json`).state;
}

/** One store a dataset, so that its directory is read once. */
function storesOf(files: Store): (url: string) => Store | undefined {
  const stores = new Map<string, Store>();
  return (url) => {
    if (url !== ROOT && !url.startsWith(`${ROOT}/`)) return undefined;
    const folder = decodeURI(url.slice(ROOT.length + 1)).replace(/\/$/, '');
    const store = stores.get(folder) ?? createZipStore(files, 'data.zip', folder);
    stores.set(folder, store);
    return store;
  };
}

const textOf = (id: string): string => document.getElementById(id)?.textContent?.trim() ?? '';

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

const main = document.getElementById('main');
if (main)
  start(main).catch((error: unknown) => {
    main.textContent = `This page cannot be shown: ${error}. It is damaged: copy or save it again.`;
  });
