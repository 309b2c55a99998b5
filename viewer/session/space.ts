import { type Box, mapXyz } from '../../datasets/geometry/index.ts';
import type { LayerInfo, LayerScale, Space } from '../state/index.ts';

/** What a mesh alone is measured in, nanometres. */
const NANOMETRE = [1, 1, 1] as const;

/** @returns the space of layers that are open; undefined where none is. The first with voxels gives their size. */
export function spaceOf(layers: readonly LayerInfo[]): Space | undefined {
  const finest = layers.flatMap(({ scales }) => scales.slice(0, 1));
  const meshes = layers.flatMap(({ meshBoundsNm }) => meshBoundsNm ?? []);
  const boxes = [...finest.map(boundsNm), ...meshes];
  if (boxes.length === 0) return undefined;
  return { voxelSizeNm: finest[0]?.voxelSizeNm ?? NANOMETRE, boundsNm: boxes.reduce(unite) };
}

const boundsNm = ({ bounds, voxelSizeNm }: LayerScale): Box => ({
  begin: mapXyz((v, i) => v * voxelSizeNm[i], bounds.begin),
  end: mapXyz((v, i) => v * voxelSizeNm[i], bounds.end),
});

const unite = (a: Box, b: Box): Box => ({
  begin: mapXyz((v, i) => Math.min(v, b.begin[i]), a.begin),
  end: mapXyz((v, i) => Math.max(v, b.end[i]), a.end),
});
