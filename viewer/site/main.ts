/** The page of the static site: shows what `data/demo.json` names. */
import { isFloodlightError } from '../../datasets/errors.ts';
import '../index.ts';
import { parseSiteConfig, type SiteConfig, type SiteLayer } from './site.ts';

const CONFIG_URL = new URL('data/demo.json', document.baseURI);

async function start(main: HTMLElement): Promise<void> {
  const response = await fetch(CONFIG_URL);
  if (!response.ok) return explain(main);
  try {
    show(main, parseSiteConfig(await response.json()));
  } catch (error) {
    notice(
      main,
      'The description of this site cannot be read',
      isFloodlightError(error) ? error.message : `demo.json: ${error}`,
    );
  }
}

function show(main: HTMLElement, { title, layers, layout }: SiteConfig): void {
  document.title = title;
  const heading = document.getElementById('title');
  if (heading) heading.textContent = title;
  const viewer = document.createElement('floodlight-viewer');
  if (layout) viewer.setAttribute('layout', layout);
  viewer.append(...layers.map(createLayer));
  main.replaceChildren(viewer);
}

function createLayer({ type, name, source, segments }: SiteLayer): HTMLElement {
  const layer = document.createElement('floodlight-layer');
  const attributes = { type, name, source: resolve(source), segments: segments ?? '' };
  for (const [key, value] of Object.entries(attributes)) layer.setAttribute(key, value);
  return layer;
}

/** Sources are relative to `demo.json`, wherever the page is. */
const resolve = (source: string) =>
  source.replace(
    /^precomputed:\/\/(.*)$/,
    (_, url: string) => `precomputed://${new URL(url, CONFIG_URL).href}`,
  );

function explain(main: HTMLElement): void {
  notice(main, 'Nothing to show yet', 'This site has no data/demo.json.', 'npm start');
}

function notice(main: HTMLElement, headline: string, words: string, command?: string): void {
  const box = document.createElement('div');
  box.className = 'notice';
  const heading = document.createElement('h2');
  heading.textContent = headline;
  const paragraph = document.createElement('p');
  paragraph.textContent = words;
  box.append(heading, paragraph);
  if (command) box.append(instruction(command));
  main.replaceChildren(box);
}

function instruction(command: string): HTMLElement {
  const line = document.createElement('p');
  const code = document.createElement('code');
  code.textContent = command;
  line.append('Run ', code, ' in the project: it makes a sample, segments it and writes the file.');
  return line;
}

const main = document.getElementById('main');
if (main) start(main).catch(() => explain(main));
