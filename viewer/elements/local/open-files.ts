/** Opens a reader's own files in place; loaded when the first are dropped or picked. */
import { UnsupportedError } from '../../../datasets/errors.ts';
import type { JsonObject } from '../../../datasets/links/index.ts';
import { createBlobStore, type Store } from '../../../datasets/stores/index.ts';
import { localStores, openHere } from '../../workers/index.ts';
import { type FoundDataset, findDatasets } from './find-datasets.ts';

/** More layers than these at once are a mistake. */
const MAX_LAYERS = 16;

/**
 * Finds datasets among files, and makes their stores known to all viewers of the page.
 * @param files by path. @returns layers as a state has them, images below segmentations.
 * @throws UnsupportedError where there is none; what readers find wrong with one.
 */
export async function layersOfFiles(files: ReadonlyMap<string, Blob>): Promise<JsonObject[]> {
  const found = await lookInto(createBlobStore('files', files), files.keys());
  if (found.length === 0 || found.length > MAX_LAYERS) {
    const names = [...files.keys()].slice(0, 3).join(', ');
    throw new UnsupportedError({
      subject: names || 'files',
      expected: `1 to ${MAX_LAYERS} of: a folder or ZIP archive of precomputed, Zarr or N5; .nii, .nii.gz, .mrc, .rec, .map, .st, .npy`,
      got: `${found.length}`,
      cure: 'Other formats are converted by "floodlight convert"',
    });
  }
  const layers = await Promise.all(found.map(layerOf));
  return layers.sort((a, b) => Number(a['type'] === 'segmentation') - Number(b['type'] === 'segmentation'));
}

interface StoredDataset extends FoundDataset {
  readonly store: Store;
}

/** What lies in archives too, one deep. */
async function lookInto(store: Store, paths: Iterable<string>, isArchive = false): Promise<StoredDataset[]> {
  const all: StoredDataset[] = [];
  for (const dataset of findDatasets(paths)) {
    if (dataset.format !== 'zip') all.push({ ...dataset, store });
    else if (!isArchive) {
      const { createZipStore } = await import('../../../datasets/zip/index.ts');
      const zip = createZipStore(store, dataset.path, '');
      const members: string[] = [];
      for await (const key of zip.list?.('') ?? []) members.push(key);
      const name = dataset.path.replace(/\.zip$/i, '');
      all.push(...(await lookInto(zip, members, true)).map((inner) => ({ ...inner, title: name })));
    }
  }
  return all;
}

/** The dataset is opened once here, so that a file that lies is refused before there is a layer. */
async function layerOf({ store, path, format, title }: StoredDataset & { readonly title?: string }) {
  const isFile = path.includes('.') && !['precomputed', 'zarr', 'n5'].includes(format);
  const [, folder = '', file = ''] = isFile ? (/^(.*?)([^/]*)$/.exec(path) ?? []) : [undefined, path, ''];
  const root = `file:///opened/${localStores.size + 1}`;
  localStores.set(root, within(store, folder.replace(/\/$/, '')));
  const address = `${format === 'precomputed' ? '' : `${format}://`}${root}${file && `/${file}`}`;
  const own = localStores.get(root) as Store;
  const { info } = await openHere(address, () => own).catch((error: unknown) => {
    localStores.delete(root);
    throw error;
  });
  const said = format === 'precomputed' ? await typeOf(own) : undefined;
  const type = said ?? (/^uint(32|64)$/.test(info.dataType) ? 'segmentation' : 'image');
  const name = (file || path.slice(path.lastIndexOf('/') + 1)).replace(
    /\.(nii|nii\.gz|mrc|rec|map|st|npy)$/i,
    '',
  );
  return { type, name: name || title || 'data', source: `${format}://${root}${file && `/${file}`}` };
}

async function typeOf(store: Store): Promise<string | undefined> {
  const bytes = await store.get('info');
  const { type } = bytes ? (JSON.parse(new TextDecoder().decode(bytes)) as { type?: string }) : {};
  return type === 'image' || type === 'segmentation' ? type : undefined;
}

/** A folder of a store. */
function within(store: Store, folder: string): Store {
  if (folder === '') return store;
  return {
    name: `${store.name}/${folder}`,
    get: (key, options) => store.get(`${folder}/${key}`, options),
    size: async (key) => store.size?.(`${folder}/${key}`),
  };
}
