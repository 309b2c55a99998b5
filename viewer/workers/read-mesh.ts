import { MissingError } from '../../datasets/errors.ts';
import {
  decodeLegacyFragment,
  decodeLegacyManifest,
  legacyManifestKey,
} from '../../datasets/precomputed/meshes/index.ts';
import type { Store } from '../../datasets/stores/index.ts';
import type { MeshGeometry } from '../state/index.ts';
import { smoothNormals } from './normals.ts';

/**
 * Reads a segment's legacy mesh: its manifest, then all fragments at once. A fragment that is listed but not
 * there is left out, as Neuroglancer does.
 * @param folder of the meshes, relative to the store; undefined where the dataset names none.
 * @throws MissingError where the segment has no mesh.
 */
export async function readMesh(
  store: Store,
  folder: string | undefined,
  segment: bigint,
  signal: AbortSignal,
): Promise<MeshGeometry> {
  const manifestKey = `${folder}/${legacyManifestKey(segment)}`;
  const manifest = folder === undefined ? undefined : await store.get(manifestKey, { signal });
  if (!manifest) {
    throw new MissingError({
      subject: folder === undefined ? `${store.name}/info` : `${store.name}/${manifestKey}`,
      expected: `a mesh of segment ${segment}`,
      got: folder === undefined ? 'no folder of meshes' : 'no such object',
      cure: `Make it with "floodlight mesh", or take ${segment} out of segments`,
    });
  }
  const names = decodeLegacyManifest(manifest, `${store.name}/${manifestKey}`);
  const fragments = await Promise.all(
    names.map(async (name) => {
      const key = `${folder}/${name}`;
      const bytes = await store.get(key, { signal });
      return bytes && decodeLegacyFragment(bytes, `${store.name}/${key}`);
    }),
  );
  return joinFragments(fragments.filter((fragment) => fragment !== undefined));
}

/** Float32 as the legacy format has it, or doubles. */
interface Fragment {
  readonly positionsNm: Float32Array | Float64Array;
  readonly indices: Uint32Array;
}

/** One mesh of all fragments, in doubles around its first vertex: float32 nanometres run out of digits far from 0. */
export function joinFragments(fragments: readonly Fragment[]): MeshGeometry {
  const sum = (lengths: readonly number[]) => lengths.reduce((a, b) => a + b, 0);
  const positions = new Float32Array(sum(fragments.map(({ positionsNm }) => positionsNm.length)));
  const indices = new Uint32Array(sum(fragments.map((fragment) => fragment.indices.length)));
  const [x = 0, y = 0, z = 0] =
    fragments.find(({ positionsNm }) => positionsNm.length > 0)?.positionsNm ?? [];
  const origin = [x, y, z] as const;
  let vertex = 0;
  let index = 0;
  for (const fragment of fragments) {
    fragment.positionsNm.forEach((nm, i) => {
      positions[3 * vertex + i] = nm - origin[(i % 3) as 0 | 1 | 2];
    });
    for (const local of fragment.indices) indices[index++] = vertex + local;
    vertex += fragment.positionsNm.length / 3;
  }
  return { originNm: origin, positions, indices, normals: smoothNormals(positions, indices) };
}
