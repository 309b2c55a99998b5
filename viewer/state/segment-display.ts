import type { SegmentLook } from './layer-look.ts';
import { type Rgb, segmentColor } from './segment-color.ts';

/** The segment under the pointer has its saturation moved by this. */
const HOVER_SHIFT = 0.5;

/** How a segment's mesh, skeleton or row in a list is coloured: its own colour, the layer's, or the palette's. */
export function displayColor(look: SegmentLook, segment: bigint, isHovered = false): Rgb {
  const color =
    look.segmentColors.get(segment) ?? look.segmentDefaultColor ?? segmentColor(segment, look.colorSeed);
  const { saturation: s } = look;
  const shifted = isHovered ? (s > HOVER_SHIFT ? s - HOVER_SHIFT : s + HOVER_SHIFT) : s;
  const mixed = (v: number) => 1 - shifted + shifted * v;
  return [mixed(color[0]), mixed(color[1]), mixed(color[2])];
}
