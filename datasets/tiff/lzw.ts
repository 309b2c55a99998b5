/** Codes of TIFF's LZW: most significant bit first, widths change one code early. */
const CLEAR = 256;
const END = 257;
const MAX_CODES = 4096;

/**
 * Decodes LZW as TIFF 6.0 describes it (section 13).
 * @param maxBytes decoding stops there.
 * @returns at most `maxBytes` bytes; undefined for a code that cannot be.
 */
export function decodeLzw(packed: Uint8Array, maxBytes: number): Uint8Array | undefined {
  const out = new Uint8Array(maxBytes);
  const prefix = new Uint16Array(MAX_CODES);
  const last = new Uint8Array(MAX_CODES);
  const first = new Uint8Array(MAX_CODES);
  const lengths = new Uint16Array(MAX_CODES);
  for (let i = 0; i < 256; i++) {
    last[i] = first[i] = i;
    lengths[i] = 1;
  }
  let [filled, at, bits, held] = [0, 0, 0, 0];
  let [next, width, previous] = [258, 9, -1];
  while (filled < maxBytes) {
    while (bits < width && at < packed.length) {
      held = ((held << 8) | packed[at++]) & 0xffffff;
      bits += 8;
    }
    if (bits < width) break;
    const code = (held >>> (bits - width)) & ((1 << width) - 1);
    bits -= width;
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, previous] = [258, 9, -1];
      continue;
    }
    if (code > next || (previous < 0 && code > 255) || (code === next && next >= MAX_CODES)) return undefined;
    if (previous >= 0 && next < MAX_CODES) {
      prefix[next] = previous;
      first[next] = first[previous];
      lengths[next] = lengths[previous] + 1;
      last[next] = code === next ? first[previous] : first[code];
      next++;
      if (next + 1 >= 1 << width && width < 12) width++;
    }
    // A string is written from its end; what does not fit is left out.
    let string = code;
    for (let i = filled + lengths[code] - 1; i >= filled; i--) {
      if (i < maxBytes) out[i] = last[string];
      string = prefix[string];
    }
    filled = Math.min(maxBytes, filled + lengths[code]);
    previous = code;
  }
  return out.subarray(0, filled);
}
