/** What lies between convolutions on their way forward. */

import type { PlacedGrid } from './conv3d.ts';
import { eachGridRow, offsetOf } from './grid.ts';

const FLOAT = 4;

/** Image and seed, [z, y, x] each, as the first two channels of a grid; the others stay zero. */
export function interleave(
  target: Float32Array,
  { grid }: PlacedGrid,
  { image, seed }: { readonly image: Float32Array; readonly seed: Float32Array },
): void {
  const nx = grid.size[2];
  eachGridRow(grid, (z, y, row) => {
    let at = offsetOf(grid, z, y, 0) / FLOAT;
    for (let i = row * nx; i < (row + 1) * nx; i++, at += grid.channels) {
      target[at] = image[i]!;
      target[at + 1] = seed[i]!;
    }
  });
}

/** Of whole grids: their borders are zero, and stay so. */
export function rectifyInto(target: Float32Array, source: Float32Array): void {
  for (let i = 0; i < source.length; i++) target[i] = Math.max(source[i]!, 0);
}

export function addInto(target: Float32Array, source: Float32Array): void {
  for (let i = 0; i < source.length; i++) target[i]! += source[i]!;
}
