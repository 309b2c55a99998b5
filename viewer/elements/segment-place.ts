/** Where a segment is; loaded when that is first asked for. */
import { MissingError } from '../../datasets/errors.ts';
import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import type { Session } from '../session/index.ts';
import { hasLevels, type MeshGeometry, type MeshLevels } from '../state/index.ts';

/**
 * A point of a segment: of its mesh the vertex, or of its skeleton the node, that is nearest to the middle.
 * @param layerName default the first segmentation. @returns voxels of the view; undefined where no such layer is open.
 * @throws MissingError where the segment has neither.
 */
export async function placeOfSegment(
  session: Session,
  segment: bigint,
  layerName?: string,
): Promise<Xyz | undefined> {
  const { space } = session;
  const layer = session.layerNamed(layerName);
  const { source } = layer ?? {};
  if (!space || !layer || !source) return undefined;
  const { signal } = layer.opening;
  const { hasMeshes, hasSkeletons } = source.info;
  let point: Xyz | undefined;
  if (hasMeshes) {
    const mesh = await source.readMesh(segment, signal);
    point = hasLevels(mesh)
      ? await placeOfLevels(mesh, (at) => source.readFragment(segment, at, signal))
      : nearestToMiddle(mesh.originNm, mesh.positions);
  } else if (hasSkeletons) {
    const { originNm, ends } = await source.readSkeleton(segment, signal);
    point = nearestToMiddle(originNm, ends);
  }
  if (point) return mapXyz((nm, i) => nm / space.voxelSizeNm[i], point);
  throw new MissingError({
    subject: `segment ${segment}`,
    expected: 'a mesh or a skeleton that says where it is',
    got: 'neither',
    cure: 'Make them with "floodlight mesh" or "floodlight skeletonize"',
  });
}

/** Of the coarsest level one fragment is read: the largest. */
async function placeOfLevels(
  { levels }: MeshLevels,
  read: (at: { readonly level: number; readonly index: number }) => Promise<MeshGeometry>,
): Promise<Xyz | undefined> {
  for (let level = levels.length - 1; level >= 0; level--) {
    const sizes = levels[level]?.sizes ?? new Uint32Array();
    const index = sizes.reduce((best, size, i) => (size > (sizes[best] ?? 0) ? i : best), 0);
    if (!sizes[index]) continue;
    const { originNm, positions } = await read({ level, index });
    return nearestToMiddle(originNm, positions);
  }
  return undefined;
}

/** @param positions x, y, z of each point, from the origin. @returns undefined where there is none. */
export function nearestToMiddle(origin: Xyz, positions: Float32Array): Xyz | undefined {
  const count = positions.length / 3;
  if (count === 0) return undefined;
  const middle = [0, 0, 0];
  for (let i = 0; i < positions.length; i++)
    middle[i % 3] = (middle[i % 3] as number) + (positions[i] as number) / count;
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < count; i++) {
    const distance = middle.reduce((sum, m, axis) => sum + ((positions[3 * i + axis] as number) - m) ** 2, 0);
    if (distance < least) [best, least] = [i, distance];
  }
  return mapXyz((v, axis) => v + (positions[3 * best + axis] as number), origin);
}
