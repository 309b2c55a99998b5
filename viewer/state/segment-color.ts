/** Red, green and blue in [0, 1]. */
export type Rgb = readonly [red: number, green: number, blue: number];

/**
 * The colour of a segment, bit-identical to Neuroglancer's and to shaders/glsl/slice-labels.frag.
 * Source: MurmurHash3's mixing of 32-bit words, without its finaliser; hue and saturation are two bytes of the hash.
 * @param id 64-bit label. @param seed the palette, 32-bit.
 */
export function segmentColor(id: bigint, seed = 0): Rgb {
  const low = Number(id & 0xffffffffn);
  const high = Number((id >> 32n) & 0xffffffffn);
  const hash = mixWord(mixWord(seed >>> 0, low), high);
  const hue = (hash & 0xff) / 255;
  const saturation = 0.5 + 0.5 * (((hash >>> 8) & 0xff) / 255);
  return hsvToRgb(hue, saturation);
}

/** One MurmurHash3 round: `state` mixed with a 32-bit word. */
export function mixWord(state: number, word: number): number {
  let v = Math.imul(word, 0xcc9e2d51);
  v = (v << 15) | (v >>> 17);
  v = Math.imul(v, 0x1b873593);
  let s = state ^ v;
  s = (s << 13) | (s >>> 19);
  return (Math.imul(s, 5) + 0xe6546b64) >>> 0;
}

/** `#rrggbb` of a colour, for marks in the page; halves go to the even byte, as in Neuroglancer's Python. */
export function cssColor(color: Rgb): string {
  return `#${color
    .map((v) =>
      roundToEven(v * 255)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}

/** Half of all saturations put a channel exactly between two bytes. */
function roundToEven(v: number): number {
  const rounded = Math.round(v);
  return rounded - v === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Hue, saturation and value 1 to RGB by the six sectors; hue 1 is hue 0. */
function hsvToRgb(hue: number, saturation: number): Rgb {
  const sector = Math.floor(hue * 6);
  const f = hue * 6 - sector;
  const p = 1 - saturation;
  const q = 1 - saturation * f;
  const u = 1 - saturation * (1 - f);
  const sectors: readonly Rgb[] = [
    [1, u, p],
    [q, 1, p],
    [p, 1, u],
    [p, q, 1],
    [u, p, 1],
    [1, p, q],
  ];
  return sectors[sector % 6] as Rgb;
}
