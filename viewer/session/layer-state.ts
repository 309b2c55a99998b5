import type { DataType } from '../../datasets/volume.ts';
import type { ImageStyle, LabelStyle, SliceStyle } from '../render/index.ts';
import {
  type ChannelLook,
  DEFAULT_IMAGE_LOOK,
  DEFAULT_SEGMENT_LOOK,
  type ImageLook,
  type LayerInfo,
  type LayerSpec,
  mapColors,
  type SegmentLook,
  type SegmentNames,
} from '../state/index.ts';
import type { LayerSource } from '../workers/index.ts';
import type { SegmentTables } from './segment-tables.ts';

/** A layer of a session: what the page said, and its dataset once it is open. */
export interface LayerState {
  /** Names the dataset in cache keys. */
  readonly key: string;
  spec: LayerSpec;
  /** The segment under the pointer. */
  hovered: bigint | undefined;
  /** Windows found from what is on screen, by channel. */
  readonly windows: Map<number, { readonly window: readonly [number, number]; readonly isFinal: boolean }>;
  /** Undefined until its dataset is open, and where that failed. */
  source: LayerSource | undefined;
  /** Asked for when a list of segments is first shown. */
  names?: Promise<SegmentNames>;
  readonly opening: AbortController;
  /** Whether opening has begun: it does when the layer is first visible. */
  hasBegun: boolean;
  isOpening: boolean;
  /** It could not be opened. */
  hasFailed: boolean;
  /** Resolves when the dataset is open or has failed. */
  opened: Promise<void>;
}

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

const GREY: ChannelLook = { channel: 0, window: undefined, color: [1, 1, 1] };

/** How a layer's cross-sections are drawn. */
export function styleOf(layer: LayerState, info: LayerInfo, tables: Pick<SegmentTables, 'get'>): SliceStyle {
  const { spec } = layer;
  return spec.type === 'segmentation' ? labelStyle(layer, tables) : imageStyle(spec, info, layer.windows);
}

function labelStyle({ key, spec, hovered }: LayerState, tables: Pick<SegmentTables, 'get'>): LabelStyle {
  const look = segmentLook(spec);
  return {
    type: 'segmentation',
    blend: 'normal',
    seed: look.colorSeed,
    selectedAlpha: look.selectedAlpha,
    notSelectedAlpha: look.notSelectedAlpha,
    saturation: look.saturation,
    hideZero: look.hideSegmentZero,
    showAll: spec.segments.length === 0 && look.ignoreNullVisibleSet,
    hovered: look.hoverHighlight ? hovered : undefined,
    defaultColor: look.segmentDefaultColor,
    table: tables.get(key, spec.segments, spec.segmentation?.segmentColors),
  };
}

export const segmentLook = (spec: LayerSpec): SegmentLook => ({
  ...DEFAULT_SEGMENT_LOOK,
  ...spec.segmentation,
});

/** @param windows found so far. */
export function imageStyle(
  spec: LayerSpec,
  info: LayerInfo,
  windows: LayerState['windows'] = new Map(),
): ImageStyle {
  const look = { ...DEFAULT_IMAGE_LOOK, ...spec.image };
  const { opacity, blend, isSmooth } = look;
  const channels = channelsOf(spec, info).map(({ channel, window, color }) => {
    const stated = typeof window === 'object' ? window : windows.get(channel)?.window;
    return { channel, color, window: adjustedWindow(stated ?? DEFAULT_WINDOWS[info.dataType], look) };
  });
  const map = look.colorMap && mapColors(look.colorMap);
  return { type: 'image', opacity, blend, isSmooth, map, channels };
}

/** The channels that are shown: those asked for that exist, or else the first in grey. */
export function channelsOf({ image }: LayerSpec, { numChannels }: LayerInfo): readonly ChannelLook[] {
  const asked = (image?.channels ?? []).filter(({ channel }) => channel < numChannels);
  return asked.length > 0 ? asked : [GREY];
}

/**
 * Brightness, contrast and inversion as another window: `(level + brightness) * e^contrast` of the old level, and its
 * ends the other way round.
 */
export function adjustedWindow(
  [black, white]: readonly [number, number],
  { brightness, contrast, isInverted }: Pick<ImageLook, 'brightness' | 'contrast' | 'isInverted'>,
): readonly [number, number] {
  const length = white - black;
  const from = black - brightness * length;
  const to = from + length * Math.exp(-contrast);
  return isInverted ? [to, from] : [from, to];
}
