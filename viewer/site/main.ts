/** The page of the static site: shows what `data/viewer.json`, `data/demo.json` or `?view=FILE` names. */
import { isFloodlightError } from '../../datasets/errors.ts';
import type { Json } from '../../datasets/links/index.ts';
import type { FloodlightViewer } from '../index.ts';
import '../index.ts';
import { openDropped } from './drop.ts';
import { bindHash, hasHash, readHash } from './hash.ts';
import { openPasted } from './paste.ts';
import { parseSiteConfig, type SiteConfig, type SiteLayer } from './site.ts';
import { readViewFile } from './view-file.ts';

/** What the page shows: the file that `?view=` names, or else the first of these that is there. */
const FILES = ['data/viewer.json', 'data/demo.json'];

async function start(main: HTMLElement): Promise<void> {
  const viewer = () => main.querySelector('floodlight-viewer') ?? openViewer(main);
  openPasted(viewer);
  openDropped(viewer);
  if (hasHash()) return readHash(openViewer(main));
  const asked = new URLSearchParams(location.search);
  if (asked.has('watch')) {
    const { watch } = await import('./watch.ts');
    return watch({ main, open: () => openViewer(main), entitle });
  }
  const named = asked.get('view');
  for (const file of named === null ? FILES : [named]) {
    const url = new URL(file, document.baseURI);
    const response = await fetch(url);
    if (!response.ok) continue;
    try {
      const json: Json = await response.json();
      if (file.endsWith('demo.json')) return show(main, url, parseSiteConfig(json));
      const { title, state, model } = readViewFile(json, url.href);
      entitle(title);
      const viewer = openViewer(main);
      if (model !== undefined) viewer.segmenterModel = model;
      viewer.state = state;
      return;
    } catch (error) {
      return notice(
        main,
        'The description of this site cannot be read',
        isFloodlightError(error) ? error.message : `${file}: ${error}`,
      );
    }
  }
  window.addEventListener('hashchange', () => {
    // The viewer that this makes listens itself from then on.
    if (!main.querySelector('floodlight-viewer')) readHash(openViewer(main));
  });
  if (named === null) return explain(main);
  notice(main, 'Nothing to show', `There is no ${named} here.`);
}

function show(main: HTMLElement, from: URL, { title, layers, layout }: SiteConfig): void {
  entitle(title);
  const viewer = openViewer(main);
  if (layout) viewer.setAttribute('layout', layout);
  viewer.append(...layers.map((layer) => createLayer(layer, from)));
}

function entitle(title: string): void {
  document.title = title;
  const heading = document.getElementById('title');
  if (heading) heading.textContent = title;
}

/** An empty viewer over the whole page; the address follows it. */
function openViewer(main: HTMLElement): FloodlightViewer {
  const viewer = document.createElement('floodlight-viewer');
  bindHash(viewer);
  viewer.linkBase = location.href.replace(/#.*/s, '');
  main.replaceChildren(viewer);
  return viewer;
}

function createLayer({ type, name, source, segments }: SiteLayer, from: URL): HTMLElement {
  const layer = document.createElement('floodlight-layer');
  const attributes = { type, name, source: resolve(source, from), segments: segments ?? '' };
  for (const [key, value] of Object.entries(attributes)) layer.setAttribute(key, value);
  return layer;
}

/** Sources are relative to the file that names them, wherever the page is. */
const resolve = (source: string, from: URL) =>
  source.replace(
    /^precomputed:\/\/(.*)$/,
    (_, url: string) => `precomputed://${new URL(url, from).href.replace(/\/$/, '')}`,
  );

/** The catalogue is fetched only where it is shown. */
async function explain(main: HTMLElement): Promise<void> {
  const [{ catalog }, { startPage }] = await Promise.all([
    import('../../datasets/catalog/index.ts'),
    import('./start-page.ts'),
  ]);
  main.replaceChildren(
    startPage(
      catalog(),
      (link) =>
        void openViewer(main)
          .openLink(link)
          .catch(() => undefined),
      (files) => void openViewer(main).openFiles(files),
    ),
  );
}

function notice(main: HTMLElement, headline: string, words: string): void {
  const box = document.createElement('div');
  box.className = 'notice';
  const heading = document.createElement('h2');
  heading.textContent = headline;
  const paragraph = document.createElement('p');
  paragraph.textContent = words;
  box.append(heading, paragraph);
  main.replaceChildren(box);
}

const main = document.getElementById('main');
if (main) start(main).catch(() => explain(main));
