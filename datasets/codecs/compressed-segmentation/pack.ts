/** The hot loops of writing packed indices. They check nothing: every buffer is as long as the block needs. */
import { REPEAT } from './scan-rows.ts';

/**
 * Packs rows of eight voxels, four bits of number of appearance each, as indices of `bits` bits.
 * @param rows as many as the block has; those that the chunk has not hold the label of rank 0.
 * @param to word of `out` where the packed indices begin.
 */
export function packRows(
  rows: Uint32Array,
  bits: 1 | 2 | 4,
  ranks: Uint32Array,
  { words, to }: { readonly words: Uint32Array; readonly to: number },
): void {
  if (bits === 1) packBits(rows, ranks, words, to);
  else if (bits === 2) packPairs(rows, ranks, words, to);
  else for (let i = 0; i < rows.length; i++) words[to + i] = rankNibbles(rows[i], ranks);
}

/** Two labels: numbers are ranks already, or their opposites. */
function packBits(rows: Uint32Array, ranks: Uint32Array, words: Uint32Array, to: number): void {
  const flip = ranks[0] === 1 ? 0xff : 0;
  for (let i = 0; i < rows.length; i++) {
    let row = rows[i];
    row = (row | (row >>> 3)) & 0x03030303;
    row = (row | (row >>> 6)) & 0x000f000f;
    row = ((row | (row >>> 12)) & 0xff) ^ flip;
    const shift = 8 * (i & 3);
    const at = to + (i >>> 2);
    words[at] = shift === 0 ? row : words[at] | (row << shift);
  }
}

/**
 * Up to four labels. A rank's two bits are functions of a number's two bits, low and high: as exclusive ors of
 * constant, low, high, low and high (algebraic normal form) they are computed for eight voxels at once.
 */
function packPairs(rows: Uint32Array, ranks: Uint32Array, words: Uint32Array, to: number): void {
  const ofNone = spread(ranks[0]);
  const ofLow = spread(ranks[0] ^ ranks[1]);
  const ofHigh = spread(ranks[0] ^ ranks[2]);
  const ofBoth = spread(ranks[0] ^ ranks[1] ^ ranks[2] ^ ranks[3]);
  for (let i = 0; i < rows.length; i++) {
    const low = Math.imul(rows[i] & REPEAT, 3);
    const high = Math.imul((rows[i] >>> 1) & REPEAT, 3);
    let row = ofNone ^ (ofLow & low) ^ (ofHigh & high) ^ (ofBoth & low & high);
    row = (row | (row >>> 2)) & 0x0f0f0f0f;
    row = (row | (row >>> 4)) & 0x00ff00ff;
    row = (row | (row >>> 8)) & 0xffff;
    const at = to + (i >>> 1);
    words[at] = (i & 1) === 0 ? row : words[at] | (row << 16);
  }
}

/** Two bits, in each of eight groups of four. */
const spread = (twoBits: number): number => Math.imul(twoBits & 3, REPEAT);

function rankNibbles(row: number, ranks: Uint32Array): number {
  return (
    ranks[row & 15] |
    (ranks[(row >>> 4) & 15] << 4) |
    (ranks[(row >>> 8) & 15] << 8) |
    (ranks[(row >>> 12) & 15] << 12) |
    (ranks[(row >>> 16) & 15] << 16) |
    (ranks[(row >>> 20) & 15] << 20) |
    (ranks[(row >>> 24) & 15] << 24) |
    (ranks[row >>> 28] << 28)
  );
}

/**
 * Packs a number of appearance a voxel, for blocks of any size and number of labels.
 * @param ids a full block; positions that the chunk has not hold the number whose rank is 0 always.
 */
export function packIds(
  ids: Uint32Array,
  bits: number,
  ranks: Uint32Array,
  { words, to }: { readonly words: Uint32Array; readonly to: number },
): void {
  const perWord = 32 / bits;
  for (let position = 0, at = to; position < ids.length; at++) {
    const end = Math.min(position + perWord, ids.length);
    let word = 0;
    for (let shift = 0; position < end; position++, shift += bits) word |= ranks[ids[position]] << shift;
    words[at] = word;
  }
}
