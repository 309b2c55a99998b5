import type { Rgb } from './segment-color.ts';

/**
 * Perceptual colour maps by every fifteenth of their 256 published colours, hexadecimal: matplotlib's tables (CC0) by van der
 * Walt, Smith and Firing, and Nuñez, Anderton and Renslow (cividis). Mixing between them is off by at most 6 of 255 (cividis: 11).
 */
const TABLES = {
  viridis:
    '440154481769472a7a433d843d4e8a355e8d2e6d8e297b8e23898e1f978b21a5852eb37c46c06f65cb5e89d548b0dd2fd8e219fde725',
  magma:
    '0000040907201a10423111654a1079621980792282912b81aa337dc23b75d9466bec5860f7725cfc8e64feaa74fec68afde2a3fcfdbf',
  inferno:
    '0000040a07221e0c45380962510e6c69166e801f6c982766b0315bc63d4dd94d3de9612bf47918fa9407fcb014f8cd37f2ea69fcffa4',
  plasma:
    '0d08872f05964903a06100a77801a88e0ca4a21d9ab42e8dc43e7fd24f71de6164e97257f3854bf99a3efdaf31fdc627f8df25f0f921',
  cividis:
    '00224e002d681637702e416d3f4c6c4e566c5c616e696b71767676838179928c78a09875afa471bfb06bcfbd62dfca57f0d846fee838',
} as const;

export type ColorMap = keyof typeof TABLES;

export const COLOR_MAPS = Object.keys(TABLES) as readonly ColorMap[];

/** Colours of a map, evenly spaced over its levels. */
export const MAP_COLORS = 18;

const known = new Map<ColorMap, readonly Rgb[]>();

/** @returns `MAP_COLORS` colours, of level 0 to level 1. */
export function mapColors(map: ColorMap): readonly Rgb[] {
  const colors = known.get(map) ?? (TABLES[map].match(/.{6}/g) ?? []).map(parse);
  known.set(map, colors);
  return colors;
}

function parse(hex: string): Rgb {
  const channel = (at: number) => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [channel(0), channel(2), channel(4)];
}
