import { MissingError, UnsupportedError, UsageError } from '../../datasets/errors.ts';
import { encodeRawInfo, readRawInfo } from '../../datasets/precomputed/index.ts';
import type { Store } from '../../datasets/stores/index.ts';

export interface SelectOptions {
  /** Every file of the store. */
  readonly names: readonly string[];
  /** Datasets, '' for the root. */
  readonly folders: readonly string[];
  /** Finest scale that is taken. */
  readonly scale: number;
}

/**
 * The files that a view needs: of a volume its `info`, scales from `scale` on, meshes, skeletons and properties; of other sources all.
 * @returns by key; with bytes where they are others than those that lie there.
 * @throws MissingError for a source that is not there; UsageError for a scale that a volume has not; UnsupportedError for
 *   meshes, skeletons and properties outside of it.
 */
export async function selectFiles(
  store: Store,
  { names, folders, scale }: SelectOptions,
): Promise<Map<string, Uint8Array | undefined>> {
  const files = new Map<string, Uint8Array | undefined>();
  for (const folder of folders) {
    const prefix = folder === '' ? '' : `${folder}/`;
    const own = names.filter((name) => name.startsWith(prefix));
    if (!own.includes(`${prefix}info`)) {
      const subject = `${store.name}/${prefix}info`;
      throw new MissingError({ subject, expected: 'a dataset that viewer.json names', got: 'nothing there' });
    }
    const info = await readRawInfo(within(store, prefix));
    const scales = info['scales'] as { readonly key: string }[] | undefined;
    if (!Array.isArray(scales)) {
      for (const name of own) files.set(name, files.get(name));
      continue;
    }
    if (scale >= scales.length) {
      const expected = `a scale from 0 to ${scales.length - 1}, which ${folder || 'the dataset'} has`;
      throw new UsageError({ subject: '--scale', expected, got: `${scale}` });
    }
    const kept = scales.slice(scale);
    const parts = [...kept.map(({ key }) => key), ...companions(info, `${store.name}/${prefix}info`)];
    for (const name of own)
      if (parts.some((part) => name.startsWith(`${prefix}${part}/`))) files.set(name, files.get(name));
    files.set(`${prefix}info`, encodeRawInfo({ ...info, scales: kept }));
  }
  return files;
}

/** Folders of meshes, skeletons and properties. */
function companions(info: Readonly<Record<string, unknown>>, subject: string): string[] {
  return ['mesh', 'skeletons', 'segment_properties'].flatMap((key) => {
    const path = info[key];
    if (typeof path !== 'string') return [];
    const parts = path.split('/').filter((part) => part !== '' && part !== '.');
    if (!parts.includes('..') && !path.includes('://')) return [parts.join('/')];
    const cure = 'Copy it into the dataset';
    throw new UnsupportedError({
      subject: `${subject}: ${key}`,
      expected: 'a folder in it',
      got: path,
      cure,
    });
  });
}

const within = (store: Store, prefix: string): Store => ({
  name: `${store.name}/${prefix}`.replace(/\/$/, ''),
  get: (key, options) => store.get(prefix + key, options),
});
