import type { Xyz } from '../../datasets/geometry/index.ts';
import { type LayerState, segmentLook } from './layer-state.ts';
import type { ChunkCache } from './slices.ts';
import { valueAt } from './values.ts';

/** @returns the label at a point, from the data in memory; undefined where it is background that is not shown. */
export function labelAt(layer: LayerState, chunks: ChunkCache, pointNm: Xyz): bigint | undefined {
  if (layer.spec.type !== 'segmentation') return undefined;
  const value = valueAt(layer, chunks, pointNm);
  const id = value === undefined ? undefined : BigInt(value);
  return segmentLook(layer.spec).hideSegmentZero && id === 0n ? undefined : id;
}

/** Notes in every layer which segment is under the pointer. @returns whether one is another than before. */
export function pointTo(
  layers: readonly LayerState[],
  segmentOf: (layer: LayerState) => bigint | undefined,
): boolean {
  let changed = false;
  for (const layer of layers) {
    const hovered = segmentOf(layer);
    changed ||= hovered !== layer.hovered;
    layer.hovered = hovered;
  }
  return changed;
}
