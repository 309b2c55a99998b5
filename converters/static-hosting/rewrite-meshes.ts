import { encodeRawInfo } from '../../datasets/precomputed/index.ts';
import {
  createMultiresReader,
  encodeLegacyFragment,
  encodeLegacyManifest,
  legacyManifestKey,
  type MeshFragment,
  type MultiresFragment,
  type MultiresReader,
  parseMultiresMeshInfo,
} from '../../datasets/precomputed/meshes/index.ts';
import { throwIfAborted } from '../../datasets/stores/index.ts';
import type { InfoFolder, Rewrite } from './rewrite.ts';
import { isShard, shardKeys } from './shard-files.ts';

const ID_FILE = /^(0|[1-9]\d{0,19})(\.index)?$/;

/**
 * Multi-resolution meshes are read by ranges even outside shards. In their place: the finest level of each as a legacy mesh,
 * one file, which every reader takes whole. Vertices on the borders of fragments stay double.
 */
export function rewriteMeshes(meshes: InfoFolder): Rewrite {
  const { store, folder, info, names } = meshes;
  const parsed = parseMultiresMeshInfo(info, `${store.name}/${folder}info`);
  const at = folder.replace(/\/$/, '');
  async function* ids(signal: AbortSignal | undefined): AsyncGenerator<bigint> {
    const { sharding: spec } = parsed;
    if (spec) yield* shardKeys({ store, folder: at, spec, names }, signal);
    else for (const name of names) if (ID_FILE.exec(name)?.[2]) yield BigInt(name.slice(0, -'.index'.length));
  }
  return {
    replaces: (name) => name === 'info' || isShard(name) || ID_FILE.test(name),
    async *files(signal) {
      const reader = createMultiresReader(store, at, parsed);
      for await (const id of ids(signal)) {
        throwIfAborted(signal, store.name);
        const mesh = await finestOf(reader, id, signal);
        if (!mesh) continue;
        yield [`${folder}${id}`, encodeLegacyFragment(mesh)];
        yield [`${folder}${legacyManifestKey(id)}`, encodeLegacyManifest([`${id}`])];
      }
      const { segmentProperties } = parsed;
      const more = segmentProperties === undefined ? {} : { segment_properties: segmentProperties };
      yield [`${folder}info`, encodeRawInfo({ '@type': 'neuroglancer_legacy_mesh', ...more })];
    },
  };
}

/** A level may have no data; then the next finest is the finest. */
async function finestOf(
  reader: MultiresReader,
  id: bigint,
  signal: AbortSignal | undefined,
): Promise<MeshFragment | undefined> {
  const segment = await reader.open(id, signal);
  for (let lod = 0; lod < (segment?.manifest.lods.length ?? 0); lod++) {
    const fragments = await reader.readLod(segment!, lod, signal);
    if (fragments.length > 0) return joined(fragments);
  }
  return undefined;
}

function joined(fragments: readonly MultiresFragment[]): MeshFragment {
  const count = (of: (one: MultiresFragment) => number) => fragments.reduce((sum, one) => sum + of(one), 0);
  const positionsNm = new Float32Array(count(({ positions }) => positions.length));
  const indices = new Uint32Array(count((one) => one.indices.length));
  let [numbers, corners] = [0, 0];
  for (const one of fragments) {
    positionsNm.set(one.positions, numbers);
    for (const [i, index] of one.indices.entries()) indices[corners + i] = index + numbers / 3;
    numbers += one.positions.length;
    corners += one.indices.length;
  }
  return { positionsNm, indices };
}
