import { MissingError } from '../../datasets/errors.ts';
import type { MeshFile, Source } from '../../datasets/source.ts';
import { isArchive, openSourceAt, parseAddress, recognise } from '../../datasets/sources/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import { joinFragments } from './read-mesh.ts';
import type { LayerSource } from './source.ts';

/**
 * Opens a source of any format.
 * @param address `FORMAT://URL`, or `URL|` where the format is to be recognised.
 * @param openPrecomputed what precomputed data are opened by, meshes and all.
 * @throws those of `openSourceAt`.
 */
export async function openOther(
  address: string,
  openStore: (root: string) => Store,
  openPrecomputed: (store: Store) => Promise<LayerSource>,
): Promise<LayerSource> {
  const text = address.replace(/\|$/, '');
  const { format, root, adapters } = parseAddress(text);
  if (format === undefined && adapters.length === 0 && !isArchive(root)) {
    const found = await recognise(root, openStore);
    if (found?.name === 'precomputed') return openPrecomputed(openStore(root));
    if (found) return layerSourceOf(await openSourceAt(`${found.name}://${text}`, { openStore }));
  }
  return layerSourceOf(await openSourceAt(text, { openStore }));
}

function layerSourceOf({ volume, mesh, title }: Source): LayerSource {
  const missing = (what: string) => {
    const expected = `${what} of a segment`;
    const cure = 'Name a precomputed dataset that has them as another source';
    return new MissingError({ subject: title, expected, got: 'a source without', cure });
  };
  if (mesh) return meshSourceOf(mesh, missing);
  if (!volume) throw missing('a volume');
  const { dataType, numChannels, scales, readChunk } = volume;
  return {
    info: {
      dataType,
      numChannels,
      scales: scales.map(({ bounds, chunkSize, voxelSizeNm }) => ({ bounds, chunkSize, voxelSizeNm })),
      hasMeshes: false,
      knowsMeshes: false,
      hasSkeletons: false,
      hasNames: false,
    },
    readChunk: (scale, index, signal) => readChunk(scale, index, { signal }),
    readMesh: () => Promise.reject(missing('a mesh')),
    readFragment: () => Promise.reject(missing('a mesh')),
    readSkeleton: () => Promise.reject(missing('a skeleton')),
    readNames: async () => new Map(),
  };
}

function meshSourceOf(mesh: MeshFile, missing: (what: string) => MissingError): LayerSource {
  const without = (what: string) => Promise.reject(missing(what));
  return {
    info: { dataType: 'uint8', numChannels: 0, scales: [], meshBoundsNm: mesh.boundsNm },
    async readMesh() {
      const { positions, indices } = await mesh.read();
      return joinFragments([{ positionsNm: positions, indices }]);
    },
    readChunk: () => without('a chunk'),
    readFragment: () => without('a fragment'),
    readSkeleton: () => without('a skeleton'),
    readNames: async () => new Map(),
  };
}
