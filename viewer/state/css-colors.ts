import type { Rgb } from './segment-color.ts';

const HEX = /^#(?:([0-9a-f])([0-9a-f])([0-9a-f])|([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2}))$/i;

/** @returns the colour of `#rgb` or `#rrggbb`, the forms that Neuroglancer writes; undefined for other text. */
export function parseHexColor(text: string): Rgb | undefined {
  const match = HEX.exec(text.trim());
  if (!match) return undefined;
  const digits = match.slice(1).filter((part) => part !== undefined);
  const [red, green, blue] = digits.map(
    (part) => Number.parseInt(part.length === 1 ? part + part : part, 16) / 255,
  );
  return [red as number, green as number, blue as number];
}
