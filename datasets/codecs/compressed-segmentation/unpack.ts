/**
 * The hot loops of decoding. They check nothing: `decode.ts` has proved that the packed area and every index
 * lie inside the section, and that the box lies inside the output.
 */
import type { BlockArea, ChannelJob } from './channel-job.ts';
import { indexMask } from './layout.ts';

/** A block of one label. */
export function fillBlock({ section, out, layout }: ChannelJob, area: BlockArea): void {
  const { table, start, nx, ny, nz } = area;
  const { size, lanes } = layout;
  const low = section[table];
  const high = section[table + lanes - 1];
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const from = start + lanes * size[0] * (y + size[1] * z);
      const end = from + lanes * nx;
      // For uint32 low and high are the same word.
      for (let to = from; to < end; to += lanes) {
        out[to] = low;
        out[to + lanes - 1] = high;
      }
    }
  }
}

/** uint64: two words an entry. */
export function unpackPairs({ section, out, layout }: ChannelJob, area: BlockArea): void {
  const { table, packed, bits, start, nx, ny, nz } = area;
  const { size, blockSize } = layout;
  const mask = indexMask(bits);
  const perWord = 32 / bits;
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      let to = start + 2 * size[0] * (y + size[1] * z);
      const end = to + 2 * nx;
      const bit = blockSize[0] * (y + blockSize[1] * z) * bits;
      let at = packed + (bit >>> 5);
      let word = section[at] >>> (bit & 31);
      let wordEnd = to + 2 * (perWord - (bit & 31) / bits);
      for (;;) {
        const stop = Math.min(wordEnd, end);
        for (; to < stop; to += 2) {
          const entry = table + 2 * (word & mask);
          out[to] = section[entry];
          out[to + 1] = section[entry + 1];
          word >>>= bits;
        }
        if (to >= end) break;
        word = section[++at];
        wordEnd += 2 * perWord;
      }
    }
  }
}

/** uint32: one word an entry. */
export function unpackWords({ section, out, layout }: ChannelJob, area: BlockArea): void {
  const { table, packed, bits, start, nx, ny, nz } = area;
  const { size, blockSize } = layout;
  const mask = indexMask(bits);
  for (let z = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      const from = start + size[0] * (y + size[1] * z);
      const end = from + nx;
      const bit = blockSize[0] * (y + blockSize[1] * z) * bits;
      let at = packed + (bit >>> 5);
      let shift = bit & 31;
      let word = section[at] >>> shift;
      for (let to = from; to < end; to++) {
        out[to] = section[table + (word & mask)];
        word >>>= bits;
        shift += bits;
        if (shift === 32) {
          word = section[++at];
          shift = 0;
        }
      }
    }
  }
}
