import { gunzip, looksGzipped } from '../../datasets/codecs/index.ts';
import { UnsupportedError } from '../../datasets/errors.ts';
import { decodeJson } from '../../datasets/json/index.ts';
import { MULTIRES_MESH_TYPE } from '../../datasets/precomputed/meshes/index.ts';
import { SKELETONS_TYPE } from '../../datasets/precomputed/skeletons/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { InfoFolder, Rewrite } from './rewrite.ts';
import { rewriteMeshes } from './rewrite-meshes.ts';
import { rewriteSkeletons } from './rewrite-skeletons.ts';
import { rewriteVolume } from './rewrite-volume.ts';

const MAX_INFO_BYTES = 2 ** 24;

/**
 * Finds what a host without ranges could not serve: shards, and meshes whose fragments are parts of files.
 * @param keys of all files. @returns by folder, with its last slash; '' for the root.
 * @throws UnsupportedError for annotations in shards; CorruptDataError for an info that is no JSON.
 */
export async function planRewrites(store: Store, keys: readonly string[]): Promise<Map<string, Rewrite>> {
  const rewrites = new Map<string, Rewrite>();
  for (const key of keys) {
    if (key !== 'info' && !key.endsWith('/info')) continue;
    const folder = key.slice(0, -'info'.length);
    const names = keys.flatMap((other) => (other.startsWith(folder) ? [other.slice(folder.length)] : []));
    const rewrite = rewriteOf({ store, folder, info: await readInfo(store, key), names });
    if (rewrite) rewrites.set(folder, rewrite);
  }
  return rewrites;
}

async function readInfo(store: Store, key: string): Promise<InfoFolder['info']> {
  const bytes = (await store.get(key)) ?? new Uint8Array(0);
  const plain = looksGzipped(bytes) ? await gunzip(bytes, MAX_INFO_BYTES, key) : bytes;
  return (decodeJson(plain, `${store.name}/${key}`) ?? {}) as Record<string, unknown>;
}

function rewriteOf(folder: InfoFolder): Rewrite | undefined {
  switch (folder.info['@type']) {
    case MULTIRES_MESH_TYPE:
      return rewriteMeshes(folder);
    case SKELETONS_TYPE:
      return rewriteSkeletons(folder);
    case undefined:
    case 'neuroglancer_multiscale_volume':
      return Array.isArray(folder.info['scales']) ? rewriteVolume(folder) : undefined;
    case 'neuroglancer_annotations_v1':
      if (JSON.stringify(folder.info).includes('"sharding"')) throw annotationsInShards(folder);
      return undefined;
    default:
      return undefined;
  }
}

const annotationsInShards = ({ store, folder }: InfoFolder) =>
  new UnsupportedError({
    subject: `${store.name}/${folder}info`,
    expected: 'annotations without shards, for a host without ranges',
    got: 'annotations in shards',
    cure: 'Write them without shards, or choose a host that serves ranges and leave out --no-ranges',
  });
