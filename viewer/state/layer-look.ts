import type { ColorMap } from './color-maps.ts';
import type { Rgb } from './segment-color.ts';

/** How a layer lies over those below it. */
export type Blend = 'normal' | 'additive';

/** One channel of an image. */
export interface ChannelLook {
  readonly channel: number;
  /** Values shown black and in full colour; `auto`: found from what is on screen; undefined: all of a byte, else `auto`. */
  readonly window: readonly [black: number, white: number] | 'auto' | undefined;
  /** Channels are added; white for grey images. */
  readonly color: Rgb;
}

/** How an image is shown. Every field can change without loading anything. */
export interface ImageLook {
  /** In [0, 1]. */
  readonly opacity: number;
  readonly blend: Blend;
  /** Neighbouring voxels are mixed, instead of each being a square. */
  readonly isSmooth: boolean;
  /** Dark becomes light. */
  readonly isInverted: boolean;
  /** Added to a level in [0, 1]. */
  readonly brightness: number;
  /** A level is multiplied by e to this. */
  readonly contrast: number;
  /** Colours that take the place of black to white, where one channel is shown. */
  readonly colorMap: ColorMap | undefined;
  /** At most 4; empty: the first channel in grey. */
  readonly channels: readonly ChannelLook[];
}

/** How a segmentation is shown: Neuroglancer's layer keys, its defaults. */
export interface SegmentLook {
  /** Of a cross-section's colour for segments chosen, and for others; in [0, 1]. */
  readonly selectedAlpha: number;
  readonly notSelectedAlpha: number;
  /** In 3-D. */
  readonly objectAlpha: number;
  /** 0 is white. */
  readonly saturation: number;
  /** The palette, 32 bits. */
  readonly colorSeed: number;
  /** Label 0 is background. */
  readonly hideSegmentZero: boolean;
  /** Where no segment is chosen, all are shown in cross-sections. */
  readonly ignoreNullVisibleSet: boolean;
  /** Colours that take the place of the palette's. */
  readonly segmentColors: ReadonlyMap<bigint, Rgb>;
  /** Colour of every other segment, in place of the palette. */
  readonly segmentDefaultColor: Rgb | undefined;
  /** The segment under the pointer stands out. */
  readonly hoverHighlight: boolean;
  /** In 3-D: 0 is solid, more lets surfaces that face the reader vanish. */
  readonly silhouette: number;
  /** How many pixels a surface in 3-D may be off where levels of detail can be chosen; above 0. */
  readonly meshErrorPx: number;
}

/** How a single mesh is shown. */
export interface MeshLook {
  readonly color: Rgb;
  /** In [0, 1]. */
  readonly alpha: number;
}

/** Neuroglancer's default shader: white. */
export const DEFAULT_MESH_LOOK: MeshLook = { color: [1, 1, 1], alpha: 1 };

export const DEFAULT_IMAGE_LOOK: ImageLook = {
  opacity: 1,
  blend: 'normal',
  isSmooth: false,
  isInverted: false,
  brightness: 0,
  contrast: 0,
  colorMap: undefined,
  channels: [],
};

export const DEFAULT_SEGMENT_LOOK: SegmentLook = {
  selectedAlpha: 0.5,
  notSelectedAlpha: 0,
  objectAlpha: 1,
  saturation: 1,
  colorSeed: 0,
  hideSegmentZero: true,
  ignoreNullVisibleSet: true,
  segmentColors: new Map(),
  segmentDefaultColor: undefined,
  hoverHighlight: true,
  silhouette: 0,
  meshErrorPx: 1,
};
