import type { FloodlightError } from '../../datasets/errors.ts';
import type { SegmentNames } from '../state/index.ts';
import { asFloodlightError } from './layer-set.ts';
import type { LayerState } from './layer-state.ts';

/** @returns what a layer's segments are called: read once, empty where nothing says so. @param failed is told once. */
export function namesIn(
  layer: LayerState | undefined,
  failed: (error: FloodlightError) => void,
): Promise<SegmentNames> {
  if (!layer?.source?.info.hasNames) return Promise.resolve(new Map());
  const { signal } = layer.opening;
  layer.names ??= layer.source.readNames(signal).catch((error: unknown) => {
    if (!signal.aborted) failed(asFloodlightError(error, layer.spec.name));
    return new Map();
  });
  return layer.names;
}
