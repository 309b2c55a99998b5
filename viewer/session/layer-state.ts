import type { DataType } from '../../datasets/volume.ts';
import type { SliceStyle } from '../render/index.ts';
import type { LayerSpec } from '../state/index.ts';
import type { LayerSource } from '../workers/index.ts';

/** A layer of a session: what the page said, and its dataset once it is open. */
export interface LayerState {
  /** Names the dataset in cache keys. */
  readonly key: string;
  spec: LayerSpec;
  /** Undefined until its dataset is open, and where that failed. */
  source: LayerSource | undefined;
  readonly opening: AbortController;
  /** Resolves when the dataset is open or has failed. */
  opened: Promise<void>;
}

/** Neuroglancer's `selectedAlpha`: how much of a label's colour lies over the image. */
export const LABEL_OPACITY = 0.5;

/** Values shown black and white before anybody changes them. */
const DEFAULT_WINDOWS: Record<DataType, readonly [number, number]> = {
  uint8: [0, 255],
  int8: [-128, 127],
  uint16: [0, 65535],
  int16: [-32768, 32767],
  uint32: [0, 2 ** 32 - 1],
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint64: [0, 2 ** 32 - 1],
  float32: [0, 1],
};

export function styleOf({ type }: LayerSpec, dataType: DataType): SliceStyle {
  const opacity = type === 'segmentation' ? LABEL_OPACITY : 1;
  return { type, opacity, window: DEFAULT_WINDOWS[dataType], seed: 0 };
}
