import { mapXyz, type Xyz } from '../../datasets/geometry/index.ts';
import { chunkBox, type LayerType, sampleOf, voxelAt } from '../state/index.ts';
import type { LayerState } from './layer-state.ts';
import { type ChunkCache, chunkKey } from './slices.ts';

/** What a layer has at a point. */
export interface LayerValue {
  readonly name: string;
  readonly type: LayerType;
  /** Undefined where the point is outside, or its chunk is not loaded. */
  readonly value: number | bigint | undefined;
}

/** Reads a point from the finest chunk in memory; nothing is asked from the GPU. */
export function valuesAt(layers: readonly LayerState[], chunks: ChunkCache, pointNm: Xyz): LayerValue[] {
  return layers.map((layer) => ({
    name: layer.spec.name,
    type: layer.spec.type,
    value: valueAt(layer, chunks, pointNm),
  }));
}

/** @returns undefined where the point is outside, or its chunk is not in memory. */
export function valueAt(
  layer: LayerState,
  chunks: ChunkCache,
  pointNm: Xyz,
  channel = 0,
): number | bigint | undefined {
  const scales = layer.source?.info.scales ?? [];
  for (const [index, scale] of scales.entries()) {
    const voxel = voxelAt(scale, pointNm);
    const { bounds, chunkSize } = scale;
    const inside = voxel.every((v, i) => v >= bounds.begin[i as 0] && v < bounds.end[i as 0]);
    if (!inside) continue;
    const chunk = mapXyz((v, i) => Math.floor((v - bounds.begin[i]) / chunkSize[i]), voxel);
    const block = chunks.peek(chunkKey(layer, index, chunk));
    if (!block) continue;
    const { begin } = chunkBox(scale, chunk);
    const [x, y, z] = mapXyz((v, i) => v - begin[i], voxel);
    return sampleOf(block, [x, y, z], channel);
  }
  return undefined;
}
