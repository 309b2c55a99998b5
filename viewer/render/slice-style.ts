import type { Blend, Rgb } from '../state/index.ts';
import type { ImageUniforms, LabelUniforms } from './slice-program.ts';

/** How an image looks in a cross-section. */
export interface ImageStyle {
  readonly type: 'image';
  readonly opacity: number;
  readonly blend: Blend;
  readonly isSmooth: boolean;
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
  readonly opacity: number;
  readonly blend: Blend;
  /** The palette. */
  readonly seed: number;
}

export type SliceStyle = ImageStyle | LabelStyle;

/** Channels that the shader can add up. */
export const MAX_CHANNELS = 4;

export function imageUniforms({ opacity, isSmooth, channels }: ImageStyle): ImageUniforms {
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
    u_opacity: opacity,
  };
}

export function labelUniforms({ opacity, seed }: LabelStyle): LabelUniforms {
  return { u_seed: seed, u_opacity: opacity };
}
