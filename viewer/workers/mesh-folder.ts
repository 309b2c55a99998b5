import { prepareDraco } from '../../datasets/codecs/draco/index.ts';
import { MissingError } from '../../datasets/errors.ts';
import {
  createMultiresReader,
  MULTIRES_MESH_TYPE,
  type MultiresMeshInfo,
  type MultiresReader,
  type MultiresSegment,
  parseMultiresMeshInfo,
} from '../../datasets/precomputed/meshes/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { FragmentRef, MeshGeometry, MeshLevels, SegmentMesh } from '../state/index.ts';
import { joinFragments, readMesh } from './read-mesh.ts';

/** Reads meshes of a dataset, legacy or of several resolutions. */
export interface MeshReader {
  /** @throws MissingError where the segment has none. */
  readMesh(segment: bigint, signal: AbortSignal): Promise<SegmentMesh>;
  /** One fragment of a mesh with levels. */
  readFragment(segment: bigint, fragment: FragmentRef, signal: AbortSignal): Promise<MeshGeometry>;
}

/** Manifests kept: a fragment is asked for by its number in one. */
const MAX_MANIFESTS = 4096;

/** The folder's own `info` says of which kind its meshes are. */
export async function openMeshFolder(store: Store, folder: string | undefined): Promise<MeshReader> {
  const key = `${folder}/info`;
  const bytes = folder === undefined ? undefined : await store.get(key);
  const json: unknown = bytes && JSON.parse(new TextDecoder().decode(bytes));
  const type = (json as { '@type'?: unknown } | undefined)?.['@type'];
  if (folder !== undefined && type === MULTIRES_MESH_TYPE) {
    const info = parseMultiresMeshInfo(json, `${store.name}/${key}`);
    prepareDraco();
    return multiresReader(createMultiresReader(store, folder, info), info, `${store.name}/${folder}`);
  }
  // Legacy meshes may come without an info.
  return {
    readMesh: (segment, signal) => readMesh(store, folder, segment, signal),
    readFragment: (segment) => Promise.reject(withoutMesh(store.name, segment)),
  };
}

function multiresReader(reader: MultiresReader, info: MultiresMeshInfo, subject: string): MeshReader {
  const manifests = new Map<bigint, MultiresSegment>();
  const open = async (segment: bigint, signal: AbortSignal) => {
    const found = manifests.get(segment) ?? (await reader.open(segment, signal));
    if (!found) throw withoutMesh(subject, segment);
    manifests.set(segment, found);
    const [oldest] = manifests.keys();
    if (manifests.size > MAX_MANIFESTS && oldest !== undefined) manifests.delete(oldest);
    return found;
  };
  return {
    readMesh: async (segment, signal) => levelsOf(await open(segment, signal), info),
    async readFragment(segment, { level, index }, signal) {
      const fragment = await reader.readFragment(await open(segment, signal), { lod: level, index }, signal);
      const { positions = new Float64Array(), indices = new Uint32Array(), octantEnds } = fragment ?? {};
      return { ...joinFragments([{ positionsNm: positions, indices }]), octantEnds };
    },
  };
}

function levelsOf({ manifest }: MultiresSegment, info: MultiresMeshInfo): MeshLevels {
  const levels = manifest.lods.map(({ scale, positions, sizes }) => {
    const count = sizes.length;
    const cells = Uint32Array.from(
      { length: 3 * count },
      (_, i) => positions[(i % 3) * count + Math.floor(i / 3)] as number,
    );
    return { scale: scale * info.lodScaleMultiplier, cells, sizes };
  });
  const { chunkShape: cellSize, gridOrigin: origin } = manifest;
  return { cellSize, origin, transform: info.transform, levels };
}

const withoutMesh = (subject: string, segment: bigint) =>
  new MissingError({
    subject,
    expected: `a mesh of segment ${segment}`,
    got: 'no such object',
    cure: `Make it with "floodlight mesh", or take ${segment} out of segments`,
  });
