import type { CatalogEntry } from '../../datasets/catalog/index.ts';

/** The file that is put beside the data. */
export const LICENCE_FILE = 'LICENCE.txt';

/** What may be done with a dataset, whose it is, and where it is from. */
export function licenceText({ title, licence, citations, homepage, parts }: CatalogEntry): string {
  const sources = parts.map((part) => {
    const url = part.kind === 'files' ? part.files.map((file) => file.url) : [part.url];
    return `  ${part.name}: ${url[0]}${url.length > 1 ? ` and ${url.length - 1} more` : ''}`;
  });
  return [
    title,
    '',
    `Licence: ${licence.name}, ${licence.url}`,
    licence.notice,
    '',
    'Cite:',
    ...citations.map((text) => `  ${text}`),
    '',
    `Home: ${homepage}`,
    'Sources:',
    ...sources,
    '',
  ].join('\n');
}
