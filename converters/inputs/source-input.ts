import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Source } from '../../datasets/source.ts';
import {
  detectFormat,
  isArchive,
  isMeshFile,
  openSourceAt,
  parseAddress,
} from '../../datasets/sources/index.ts';
import { openStore } from '../../datasets/stores/index.node.ts';
import { type Store, withRetry } from '../../datasets/stores/index.ts';

/** What an address leads to: a precomputed dataset, which has more than a volume, or another source. */
export type FoundSource =
  | { readonly format: 'precomputed'; readonly store: Store }
  | { readonly format: 'other'; readonly source: Source };

/** Single files that have readers of their own, not all of them on hosts. */
const FILES = /\.(npy|npz|mrc|rec|map|st|nii|nii\.gz|h5|h5\.gz|tiff?|png|jpe?g)$/i;

/**
 * Finds the source that a command line names: `zarr://PATH_OR_URL`, `URL|zarr3:`, a folder, or a URL that is recognised by
 * what lies there.
 * @returns undefined for everything else, such as a folder of slices.
 * @throws UnsupportedError for other formats; those of the format.
 */
export async function findSource(text: string, signal?: AbortSignal): Promise<FoundSource | undefined> {
  const isThere = existsSync(text);
  const { format, root, adapters } = isThere
    ? { format: undefined, root: text, adapters: [] }
    : parseAddress(text);
  if (format === 'precomputed' && adapters.length === 0) return { format, store: storeAt(root) };
  const open = async (address: string): Promise<FoundSource> => {
    const source = await openSourceAt(address, { openStore: storeAt, signal });
    return { format: 'other', source };
  };
  if (format !== undefined || adapters.length > 0 || isArchive(root) || isMeshFile(root)) return open(text);
  if (isUrl(root) ? FILES.test(root) : !isThere || !statSync(text).isDirectory()) return undefined;
  // On disk an info is meant, whatever stands in it.
  if (isThere && existsSync(join(root, 'info'))) return { format: 'precomputed', store: storeAt(root) };
  const found = await detectFormat(storeAt(root), signal);
  if (found?.name === 'precomputed') return { format: 'precomputed', store: storeAt(root) };
  if (found) return open(`${found.name}://${root}`);
  // Nothing else is read from a URL: the error says what was looked for.
  return isUrl(root) ? open(text) : undefined;
}

export const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(text);

const storeAt = (root: string): Store => (isUrl(root) ? withRetry(openStore(root)) : openStore(root));
