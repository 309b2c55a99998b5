/** Byte and bit planes back to samples, as Blosc lays them out. */

/**
 * Byte planes: all first bytes, then all second ones. What is left over of a last sample stays where it is.
 * @param width bytes of a sample.
 */
export function unshuffleBytes(bytes: Uint8Array, out: Uint8Array, width: number): void {
  const count = Math.floor(bytes.length / width);
  for (let plane = 0; plane < width; plane++)
    for (let i = 0, from = plane * count, to = plane; i < count; i++, from++, to += width)
      out[to] = bytes[from];
  out.set(bytes.subarray(count * width), count * width);
}

/**
 * Bit planes: of each byte of a sample eight planes of one bit a sample, the lowest first. Blosc 1 does not turn what is not
 * a multiple of eight samples.
 */
export function unshuffleBits(bytes: Uint8Array, out: Uint8Array, width: number): void {
  const count = Math.floor(bytes.length / width);
  if (count % 8 !== 0) return out.set(bytes);
  const planeBytes = count / 8;
  for (let byte = 0; byte < width; byte++) {
    for (let group = 0; group < planeBytes; group++) {
      // Eight bytes, one of each plane, are an 8 x 8 matrix of bits, which is turned: Hacker's Delight, 7-3.
      const at = byte * 8 * planeBytes + group;
      let low = 0;
      let high = 0;
      for (let bit = 0; bit < 4; bit++) {
        low |= bytes[at + bit * planeBytes] << (8 * bit);
        high |= bytes[at + (bit + 4) * planeBytes] << (8 * bit);
      }
      turnBits(low, high);
      const to = group * 8 * width + byte;
      for (let i = 0; i < 4; i++) {
        out[to + i * width] = turned[0] >>> (8 * i);
        out[to + (i + 4) * width] = turned[1] >>> (8 * i);
      }
    }
  }
  out.set(bytes.subarray(count * width), count * width);
}

/** Where `turnBits` leaves its result: byte i holds bit i of each byte before. */
const turned = new Uint32Array(2);

function turnBits(low: number, high: number): void {
  let [x, y] = [low, high];
  let t = (x ^ (x >>> 7)) & 0x00aa00aa;
  x = x ^ t ^ (t << 7);
  t = (y ^ (y >>> 7)) & 0x00aa00aa;
  y = y ^ t ^ (t << 7);
  t = (x ^ (x >>> 14)) & 0x0000cccc;
  x = x ^ t ^ (t << 14);
  t = (y ^ (y >>> 14)) & 0x0000cccc;
  y = y ^ t ^ (t << 14);
  turned[0] = (x & 0x0f0f0f0f) | ((y & 0x0f0f0f0f) << 4);
  turned[1] = ((x & 0xf0f0f0f0) >>> 4) | (y & 0xf0f0f0f0);
}
