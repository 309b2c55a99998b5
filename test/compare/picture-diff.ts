/** Compares two pictures pixel by pixel. */
import type { Picture, Rectangle } from '../support/peer/open-both.ts';

export interface Difference {
  readonly compared: number;
  /** Pixels that differ by more than 1 of 255 in a channel. */
  readonly pixels: readonly (readonly [x: number, y: number])[];
}

/** @param parts what of the pictures is compared. */
export function differencesIn(a: Picture, b: Picture, parts: readonly Rectangle[]): Difference {
  const pixels: [number, number][] = [];
  let compared = 0;
  for (const part of parts) {
    for (let y = part.y; y < part.y + part.height; y++) {
      for (let x = part.x; x < part.x + part.width; x++) {
        compared++;
        if (distance(colorAt(a, x, y), colorAt(b, x, y)) > 1) pixels.push([x, y]);
      }
    }
  }
  return { compared, pixels };
}

/** Whether a pixel, or one of the eight around it, lies beside one of another colour. */
export function isAtBorder(picture: Picture, [x, y]: readonly [number, number]): boolean {
  const here = colorAt(picture, x, y);
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      if (distance(colorAt(picture, x + dx, y + dy), here) > 0) return true;
    }
  }
  return false;
}

/** Of a panel; a picture of one colour would equal anything as empty. */
export function countColors(picture: Picture, part: Rectangle): number {
  const seen = new Set<number>();
  for (let y = part.y; y < part.y + part.height; y++) {
    for (let x = part.x; x < part.x + part.width; x++) {
      const [red, green, blue] = colorAt(picture, x, y);
      seen.add((red << 16) | (green << 8) | blue);
    }
  }
  return seen.size;
}

type Color = readonly [red: number, green: number, blue: number];

/** Outside there is what is at the edge. */
function colorAt({ width, height, data }: Picture, x: number, y: number): Color {
  const column = Math.min(Math.max(x, 0), width - 1);
  const row = Math.min(Math.max(y, 0), height - 1);
  const i = 3 * (column + width * row);
  return [data[i] as number, data[i + 1] as number, data[i + 2] as number];
}

const distance = (a: Color, b: Color): number =>
  Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2]));
