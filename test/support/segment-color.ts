/**
 * Neuroglancer's colour of a segment, written for the tests a second time and apart from the viewer's own, from the
 * published formula; its vectors are checked where the viewer's are.
 */
const mod32 = (n: bigint) => BigInt.asUintN(32, n);
const rotate = (n: bigint, bits: bigint) => mod32((n << bits) | (n >> (32n - bits)));

function mix(state: bigint, value: bigint): bigint {
  const scrambled = mod32(rotate(mod32(value * 0xcc9e2d51n), 15n) * 0x1b873593n);
  return mod32(rotate(state ^ scrambled, 13n) * 5n + 0xe6546b64n);
}

/** @returns red, green, blue in 0..1 at full saturation. */
export function expectedSegmentColor(id: bigint, colorSeed = 0n): [number, number, number] {
  const h = mix(mix(colorSeed, mod32(id)), mod32(id >> 32n));
  const hue = (Number(h % 256n) / 255) * 6;
  const saturation = 0.5 + (0.5 * Number((h / 256n) % 256n)) / 255;
  const sector = Math.floor(hue);
  const fraction = hue - sector;
  const p = 1 - saturation;
  const q = 1 - saturation * fraction;
  const u = 1 - saturation * (1 - fraction);
  const sectors: [number, number, number][] = [
    [1, u, p],
    [q, 1, p],
    [p, 1, u],
    [p, q, 1],
    [u, p, 1],
    [1, p, q],
  ];
  return sectors[sector % 6] as [number, number, number];
}
