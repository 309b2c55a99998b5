import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseSourceUrl } from '../../datasets/links/index.ts';
import { openStore } from '../../datasets/stores/index.node.ts';
import { type Store, withRetry } from '../../datasets/stores/index.ts';

/**
 * The store of a precomputed dataset that a command line names: a folder with an `info`, `precomputed://URL`,
 * `URL|neuroglancer-precomputed:`, or a bare URL.
 * @returns undefined for what is no precomputed dataset: a file, a folder of slices.
 */
export function datasetStore(text: string): Store | undefined {
  // Paths stand after the scheme too, which links do not have.
  if (text.startsWith('precomputed://')) return storeAt(text.slice('precomputed://'.length));
  const { format, root, adapters } = parseSourceUrl(text);
  if (adapters.length > 0 || (format !== undefined && format !== 'precomputed')) return undefined;
  if (format === undefined && !isUrl(root) && !existsSync(join(root, 'info'))) return undefined;
  return storeAt(root);
}

const isUrl = (text: string): boolean => /^[a-z][a-z0-9+.-]+:\/\//i.test(text);

const storeAt = (root: string): Store => (isUrl(root) ? withRetry(openStore(root)) : openStore(root));
