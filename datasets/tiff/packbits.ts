/**
 * Decodes PackBits (TIFF 6.0, section 9).
 * @param maxBytes decoding stops there.
 * @returns at most `maxBytes` bytes.
 */
export function decodePackBits(packed: Uint8Array, maxBytes: number): Uint8Array {
  const out = new Uint8Array(maxBytes);
  let filled = 0;
  for (let at = 0; at < packed.length && filled < maxBytes; ) {
    const header = packed[at++];
    if (header === 128) continue;
    if (header < 128) {
      const literal = packed.subarray(at, at + Math.min(header + 1, maxBytes - filled));
      out.set(literal, filled);
      filled += literal.length;
      at += header + 1;
    } else {
      if (at >= packed.length) break;
      const end = Math.min(maxBytes, filled + 257 - header);
      out.fill(packed[at++], filled, end);
      filled = end;
    }
  }
  return out.subarray(0, filled);
}
