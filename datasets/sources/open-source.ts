import { MissingError, UnsupportedError } from '../errors.ts';
import type { Source } from '../source.ts';
import type { Store } from '../stores/index.ts';
import { withAdapters } from './adapters.ts';
import { parseAddress } from './address.ts';
import { recognise } from './detect.ts';
import { FORMATS, formatNamed } from './formats.ts';

export interface OpenSourceOptions {
  /** Opens a folder by its address: http(s), gs, s3; in the program paths too. */
  readonly openStore: (root: string) => Store;
  readonly signal?: AbortSignal;
}

/**
 * Opens what an address names: `zarr://https://…`, `https://…/a.zip|zip:em/|zarr3:`, or an address alone, which is recognised by what
 * lies there. Of precomputed datasets this is the volume; who wants meshes too opens them by their own reader.
 * @throws UnsupportedError for formats and adapters that are not known; MissingError where nothing is recognised; those of the format.
 */
export async function openSourceAt(text: string, options: OpenSourceOptions): Promise<Source> {
  const { format, root, adapters } = parseAddress(text);
  const { signal } = options;
  const openStore = withAdapters(options.openStore, root, adapters);
  if (format !== undefined) {
    const known = formatNamed(format);
    if (!known) throw unknownFormat(text, format);
    return known.open({ scheme: format, root, openStore, signal });
  }
  const found = await recognise(root, openStore, signal);
  if (!found) throw nothingThere(root);
  return found.open({ scheme: found.name, root, openStore, signal });
}

export const knownSchemes = (): string => FORMATS.flatMap(({ schemes }) => schemes).join('://, ');

const unknownFormat = (subject: string, format: string) =>
  new UnsupportedError({
    subject,
    expected: `${knownSchemes()}://`,
    got: `${format}://, which is not supported`,
    cure: 'Convert the data to one of these formats',
  });

const nothingThere = (root: string) =>
  new MissingError({
    subject: root,
    expected: `a folder with one of ${FORMATS.flatMap(({ marks }) => marks).join(', ')}`,
    got: 'none of them',
    cure: 'Check the address: it must be the folder of the image',
  });
