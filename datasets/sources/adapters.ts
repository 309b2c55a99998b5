import { UnsupportedError } from '../errors.ts';
import type { Store } from '../stores/index.ts';
import { createZipStore } from '../zip/index.ts';
import { splitFile } from './formats.ts';

type OpenStore = (root: string) => Store;

/**
 * What stands between an address and its format: `zip:inner/path`. An address that ends in `.zip` is an archive too.
 * @returns what opens the folder of an address then.
 * @throws UnsupportedError for adapters that are not known.
 */
export function withAdapters(openStore: OpenStore, root: string, adapters: readonly string[]): OpenStore {
  const [adapter, ...more] = adapters;
  if (adapter === undefined)
    return isArchive(root) ? (address) => openZip(openStore, address, '') : openStore;
  const [, folder] = /^zip:(.*)$/s.exec(adapter) ?? [];
  if (folder === undefined || more.length > 0) throw unknownAdapter(root, more[0] ?? adapter);
  return (address) => openZip(openStore, address, folder.replace(/^\/+|\/+$/g, ''));
}

/** Whether an address without adapters names an archive. */
export const isArchive = (root: string): boolean => /\.zip$/i.test(root);

function openZip(openStore: OpenStore, address: string, folder: string): Store {
  const file = splitFile(address);
  return createZipStore(openStore(file.folder), file.name, folder);
}

const unknownAdapter = (subject: string, adapter: string) =>
  new UnsupportedError({
    subject,
    expected: 'an address alone, or with |zip:',
    got: `${adapter}, which is not supported`,
    cure: 'Unpack the data and name the folder',
  });
