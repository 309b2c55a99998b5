/** Surfaces of segments, as they are now. */
import { type Box, boxSize, hullOfBoxes, volumeOf, type Xyz } from '../../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../../datasets/volume.ts';
import type { MeshGeometry } from '../../state/index.ts';
import { smoothNormals } from '../normals.ts';
import type { ShownObject } from './grow-object.ts';
import type { OpenVolume } from './open-volume.ts';

const loadMesher = () => import('../../../converters/meshing/index.ts');

/** Above this a segment's objects are meshed one by one, with walls between them. */
const MOST_VOXELS = 2 ** 26;
/** The mesher's limit, an axis. */
const MOST_EDGE = 1022;

/** Another each time: what is answered is moved away. */
const emptyMesh = (): MeshGeometry => ({
  originNm: [0, 0, 0],
  positions: new Float32Array(),
  normals: new Int8Array(),
  indices: new Uint32Array(),
});

/** @returns no triangles for a segment that has no voxels. */
export async function meshOfSegment(
  segment: bigint,
  volume: Pick<OpenVolume, 'labels' | 'list'>,
  growing: ShownObject | undefined,
): Promise<MeshGeometry> {
  const { voxelSizeNm } = volume.list.place;
  const parts = partsOf(segment, volume, growing);
  if (parts.length === 0) return emptyMesh();
  const began = performance.now();
  const { meshLabels, toNanometres } = await loadMesher();
  const meshes = [];
  for (const { box, ids } of parts) {
    const mask = await maskOf(volume, box, ids);
    // Around the box's first voxel: float32 has no digits to spare far from zero.
    for (const mesh of meshLabels(mask).values())
      meshes.push({ begin: box.begin, mesh: toNanometres(mesh, voxelSizeNm) });
  }
  if (growing?.id === Number(segment)) growing.pace.took(performance.now() - began);
  return joined(meshes, voxelSizeNm);
}

interface MeshPart {
  readonly box: Box;
  readonly ids: ReadonlySet<number>;
}

function partsOf(
  segment: bigint,
  { list }: Pick<OpenVolume, 'list'>,
  growing: ShownObject | undefined,
): MeshPart[] {
  const objects: { readonly id: number; readonly bounds: Box }[] = list.objects.filter(
    (each) => each.segment === segment,
  );
  if (growing?.box && BigInt(growing.id) === segment) objects.push({ id: growing.id, bounds: growing.box });
  if (objects.length === 0) return [];
  const box = hullOfBoxes(objects.map(({ bounds }) => bounds));
  const size = boxSize(box);
  if (volumeOf(size) <= MOST_VOXELS && size.every((n) => n <= MOST_EDGE))
    return [{ box, ids: new Set(objects.map(({ id }) => id)) }];
  return objects.map(({ id, bounds }) => ({ box: bounds, ids: new Set([id]) }));
}

async function maskOf(
  { labels }: Pick<OpenVolume, 'labels'>,
  box: Box,
  ids: ReadonlySet<number>,
): Promise<VoxelBlock> {
  const { data, size } = await labels.read(box);
  const [only] = ids;
  const isOne = ids.size === 1;
  const mask = Uint8Array.from(data, (label) => Number(isOne ? label === only : ids.has(label)));
  return { dataType: 'uint8', numChannels: 1, size, data: mask };
}

interface PlacedMesh {
  readonly begin: Xyz;
  readonly mesh: { readonly positions: Float32Array; readonly indices: Uint32Array };
}

function joined(meshes: readonly PlacedMesh[], voxelSizeNm: Xyz): MeshGeometry {
  const [first] = meshes;
  if (!first) return emptyMesh();
  const positions = new Float32Array(meshes.reduce((sum, { mesh }) => sum + mesh.positions.length, 0));
  const indices = new Uint32Array(meshes.reduce((sum, { mesh }) => sum + mesh.indices.length, 0));
  let [vertex, index] = [0, 0];
  for (const { begin, mesh } of meshes) {
    for (let i = 0; i < mesh.positions.length; i++) {
      const axis = (i % 3) as 0 | 1 | 2;
      const shift = (begin[axis] - first.begin[axis]) * voxelSizeNm[axis];
      positions[3 * vertex + i] = mesh.positions[i]! + shift;
    }
    for (const local of mesh.indices) indices[index++] = vertex + local;
    vertex += mesh.positions.length / 3;
  }
  const originNm: Xyz = [0, 1, 2].map((i) => first.begin[i as 0] * voxelSizeNm[i as 0]) as unknown as Xyz;
  return { originNm, positions, indices, normals: smoothNormals(positions, indices) };
}
