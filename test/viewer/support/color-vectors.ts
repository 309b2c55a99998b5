/** Colours that Neuroglancer's own Python port gives, 8 bits a channel (shared/spec/viewer.md, 4.7). */
export const COLOR_VECTORS: ReadonlyArray<{ seed: number; id: bigint; color: string }> = [
  { seed: 0, id: 1n, color: '#5e80ff' },
  { seed: 0, id: 2n, color: '#ff3578' },
  { seed: 0, id: 10n, color: '#4eff46' },
  { seed: 0, id: 39n, color: '#992cff' },
  { seed: 0, id: 92n, color: '#f0ff43' },
  { seed: 0, id: 255n, color: '#9c0fff' },
  { seed: 0, id: 256n, color: '#ff9035' },
  { seed: 0, id: 4294967295n, color: '#ffb533' },
  { seed: 0, id: 4294967296n, color: '#6ef0ff' },
  { seed: 0, id: 720575940600000000n, color: '#8b3eff' },
  { seed: 1965848648, id: 40n, color: '#ff981e' },
  { seed: 2183424408, id: 143n, color: '#0410ff' },
  { seed: 2092967958, id: 58n, color: '#ff4ace' },
];

/** One round over the low word, seed 0. */
export const HASH_VECTORS: ReadonlyArray<readonly [word: number, hash: number]> = [
  [1, 651101558],
  [2, 2001288907],
  [10, 3675908860],
  [39, 761471253],
  [92, 2920775201],
  [255, 4036995443],
  [256, 1092215496],
  [4294967295, 341762261],
];

/** Red, green and blue in [0, 255] of `#rrggbb`. */
export function channelsOf(color: string): [number, number, number] {
  const value = Number.parseInt(color.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}
