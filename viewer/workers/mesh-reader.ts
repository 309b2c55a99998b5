import { MissingError } from '../../datasets/errors.ts';
import {
  createMultiresReader,
  lodBytes,
  MULTIRES_MESH_TYPE,
  type MultiresManifest,
  parseMultiresMeshInfo,
} from '../../datasets/precomputed/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { MeshGeometry } from '../render/index.ts';
import { joinFragments, readMesh } from './read-mesh.ts';

/** Reads the mesh of a segment. @throws MissingError where it has none. */
export type ReadSegmentMesh = (segment: bigint, signal: AbortSignal) => Promise<MeshGeometry>;

/** The finest level whose fragments have at most so many bytes is drawn; a Draco triangle takes some 2 to 3. */
const MAX_LEVEL_BYTES = 2 ** 21;

/**
 * Meshes of a dataset, legacy or of several resolutions: the folder's own `info`, read with the first mesh, says which.
 * @param folder relative to the store; undefined where the dataset names none.
 */
export function createMeshReader(store: Store, folder: string | undefined): ReadSegmentMesh {
  if (folder === undefined) return (segment, signal) => readMesh(store, folder, segment, signal);
  let reader: Promise<ReadSegmentMesh> | undefined;
  return async (segment, signal) => {
    reader ??= openFolder(store, folder);
    // What could not be read may be there the next time.
    reader.catch(() => {
      reader = undefined;
    });
    return (await reader)(segment, signal);
  };
}

async function openFolder(store: Store, folder: string): Promise<ReadSegmentMesh> {
  const key = `${folder}/info`;
  const bytes = await store.get(key);
  const json: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
  const type = (json as { '@type'?: unknown } | undefined)?.['@type'];
  // Legacy meshes may come without an info.
  if (type !== MULTIRES_MESH_TYPE) return (segment, signal) => readMesh(store, folder, segment, signal);
  const info = parseMultiresMeshInfo(json, `${store.name}/${key}`);
  const reader = createMultiresReader(store, folder, info);
  return async (segment, signal) => {
    const found = await reader.open(segment, signal);
    if (!found) throw withoutMesh(`${store.name}/${folder}`, segment);
    const fragments = await reader.readLod(found, chooseLod(found.manifest), signal);
    return joinFragments(fragments.map(({ positions, indices }) => ({ positionsNm: positions, indices })));
  };
}

/** The finest level that is not too large, or else the coarsest that has triangles. */
export function chooseLod({ lods }: MultiresManifest): number {
  const sizes = lods.map(lodBytes);
  const fitting = sizes.findIndex((bytes) => bytes > 0 && bytes <= MAX_LEVEL_BYTES);
  return fitting >= 0
    ? fitting
    : Math.max(
        0,
        sizes.findLastIndex((bytes) => bytes > 0),
      );
}

const withoutMesh = (subject: string, segment: bigint) =>
  new MissingError({
    subject,
    expected: `a mesh of segment ${segment}`,
    got: 'no such object',
    cure: `Make it with "floodlight mesh", or take ${segment} out of segments`,
  });
