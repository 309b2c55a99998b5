import { type Box, mapXyz } from '../../datasets/geometry/index.ts';
import type { LayerInfo, LayerScale, Space } from '../state/index.ts';

/** @returns the space of layers that are open; undefined where none is. The first gives the voxel size. */
export function spaceOf(layers: readonly LayerInfo[]): Space | undefined {
  const finest = layers.flatMap(({ scales }) => scales.slice(0, 1));
  const [first] = finest;
  if (!first) return undefined;
  return { voxelSizeNm: first.voxelSizeNm, boundsNm: finest.map(boundsNm).reduce(unite) };
}

const boundsNm = ({ bounds, voxelSizeNm }: LayerScale): Box => ({
  begin: mapXyz((v, i) => v * voxelSizeNm[i], bounds.begin),
  end: mapXyz((v, i) => v * voxelSizeNm[i], bounds.end),
});

const unite = (a: Box, b: Box): Box => ({
  begin: mapXyz((v, i) => Math.min(v, b.begin[i]), a.begin),
  end: mapXyz((v, i) => Math.max(v, b.end[i]), a.end),
});
