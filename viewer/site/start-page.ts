import type { CatalogEntry } from '../../datasets/catalog/index.ts';
import { encodeFragment, type LayerState } from '../../datasets/links/index.ts';

/**
 * What the site shows where it has nothing of its own: public datasets, each a link, and a field for any other link.
 * @param entries of the catalogue. @param open opens what was typed. @param openFiles opens files of this machine.
 */
export function startPage(
  entries: readonly CatalogEntry[],
  open: (link: string) => void,
  openFiles: (files: FileList) => void,
): HTMLElement {
  const page = element('div', { className: 'start' });
  page.append(
    element('h2', {}, 'Open a volume'),
    linkForm(open),
    filePickers(openFiles),
    element('h3', {}, 'Public datasets'),
    ...entries.flatMap((entry) => card(entry) ?? []),
    instruction(),
  );
  return page;
}

function linkForm(open: (link: string) => void): HTMLElement {
  const form = element('form', {});
  const field = element('input', {
    type: 'text',
    placeholder: 'Neuroglancer link or precomputed://https://…',
  });
  field.setAttribute('aria-label', 'Link');
  form.append(field, element('button', { type: 'submit' }, 'Open'));
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (text !== '') open(isSource(text) ? fragmentOf([layerOf(text, 'image', 'data')]) : text);
  });
  return form;
}

/** Files, or a folder; a drop anywhere does the same. */
function filePickers(open: (files: FileList) => void): HTMLElement {
  const pick = (words: string, isFolder: boolean) => {
    const label = element('label', {}, words);
    const field = element('input', { type: 'file', multiple: true, webkitdirectory: isFolder });
    field.addEventListener('change', () => {
      if (field.files && field.files.length > 0) open(field.files);
    });
    label.append(field);
    return label;
  };
  const box = element('div', { className: 'pickers' });
  box.append(pick('Files of yours ', false), pick('A folder of yours ', true));
  return box;
}

const isSource = (text: string): boolean =>
  /^precomputed:\/\//.test(text) || text.includes('|neuroglancer-precomputed');

/** @returns undefined for datasets without a volume: a browser has nothing to show of them. */
function card({ title, homepage, licence, parts }: CatalogEntry): HTMLElement | undefined {
  const layers = parts.flatMap((part) =>
    part.kind === 'volume' ? [layerOf(`precomputed://${part.url}`, part.type, part.name)] : [],
  );
  if (layers.length === 0) return undefined;
  const box = element('article', {});
  const link = element('a', { href: fragmentOf(layers) }, title);
  const words = element('p', {}, `${layers.map(({ name }) => name).join(', ')} · `);
  words.append(webLink(licence.url, licence.name), ' · ', webLink(homepage, 'about'));
  box.append(link, words);
  return box;
}

const layerOf = (url: string, type: 'image' | 'segmentation', name: string): LayerState => ({
  type,
  name,
  source: [{ url }],
});

const fragmentOf = (layers: readonly LayerState[]): string => encodeFragment({ layers });

/** Only what leads to the web becomes a link. */
function webLink(url: string, words: string): HTMLElement {
  if (!/^https?:\/\//i.test(url)) return element('span', {}, words);
  return element('a', { href: url, rel: 'noreferrer', className: 'quiet' }, words);
}

function instruction(): HTMLElement {
  const line = element('p', { className: 'quiet' }, 'Your own: run ');
  line.append(
    element('code', {}, 'npm start'),
    ' for a sample, ',
    element('code', {}, 'floodlight serve DIR'),
    ' for a folder of yours.',
  );
  return line;
}

function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties: Partial<HTMLElementTagNameMap[Name]>,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = Object.assign(document.createElement(name), properties);
  made.append(text);
  return made;
}
