import { type Blend, MAP_COLORS, type Rgb } from '../state/index.ts';
import type { ImageUniforms, LabelUniforms } from './slice-program.ts';
import type { TableTexture } from './table-texture.ts';

/** How an image looks in a cross-section. */
export interface ImageStyle {
  readonly type: 'image';
  readonly opacity: number;
  readonly blend: Blend;
  readonly isSmooth: boolean;
  /** Colours of the levels, where there is one channel; else from black to its colour. */
  readonly map?: readonly Rgb[] | undefined;
  /** 1 to 4; `window` is in samples, and its ends may be in either order. */
  readonly channels: ReadonlyArray<{
    readonly channel: number;
    readonly window: readonly [number, number];
    readonly color: Rgb;
  }>;
}

/** How a segmentation looks in a cross-section. */
export interface LabelStyle {
  readonly type: 'segmentation';
  readonly blend: Blend;
  /** The palette. */
  readonly seed: number;
  readonly selectedAlpha: number;
  readonly notSelectedAlpha: number;
  readonly saturation: number;
  readonly hideZero: boolean;
  /** Whether all count as chosen. */
  readonly showAll: boolean;
  readonly hovered: bigint | undefined;
  readonly defaultColor: Rgb | undefined;
  /** Which are chosen, and which have colours of their own; on the GPU. */
  readonly table: TableTexture;
}

export type SliceStyle = ImageStyle | LabelStyle;

/** Channels that the shader can add up. */
export const MAX_CHANNELS = 4;

export function imageUniforms({ opacity, isSmooth, channels, map }: ImageStyle): ImageUniforms {
  const shown = channels.slice(0, MAX_CHANNELS);
  const four = <T>(values: readonly T[], filler: T) => [
    ...values,
    ...Array<T>(MAX_CHANNELS - values.length).fill(filler),
  ];
  return {
    u_smooth: isSmooth,
    u_num_channels: shown.length,
    u_channels: four(
      shown.map(({ channel }) => channel),
      0,
    ),
    u_windows: four<readonly number[]>(
      shown.map(({ window }) => window),
      [0, 1],
    ).flat(),
    u_colors: four<readonly number[]>(
      shown.map(({ color }) => color),
      [0, 0, 0],
    ).flat(),
    u_has_map: map !== undefined && shown.length === 1,
    u_map: (map ?? Array<Rgb>(MAP_COLORS).fill([0, 0, 0])).flat(),
    u_opacity: opacity,
  };
}

export function labelUniforms(style: LabelStyle): LabelUniforms {
  const { hovered, table, defaultColor } = style;
  return {
    u_seed: style.seed,
    u_selected_alpha: style.selectedAlpha,
    u_not_selected_alpha: style.notSelectedAlpha,
    u_saturation: style.saturation,
    u_hide_zero: style.hideZero,
    u_show_all: style.showAll,
    u_has_hovered: hovered !== undefined,
    u_hovered: wordsOf(hovered ?? 0n),
    u_default_color: defaultColor ? [...defaultColor, 1] : [0, 0, 0, 0],
    u_table: table.texture,
    u_table_capacity: table.capacity,
    u_table_seeds: table.seeds,
    u_table_filter: table.filter,
  };
}

const wordsOf = (id: bigint): [number, number] => [Number(id & 0xffffffffn), Number(id >> 32n)];
