/**
 * Blocks eight voxels wide, of at most sixteen labels: which is nearly every block of real labels. A row of eight
 * voxels is then one word, four bits a voxel: the label's number of appearance, first voxel lowest.
 */
import type { DistinctLabels } from './distinct-labels.ts';

export const ROW_VOXELS = 8;
export const MAX_ROW_LABELS = 16;

/** Eight times the same four bits. */
export const REPEAT = 0x11111111;

/** The part of a block that the chunk has. */
export interface BlockBox {
  /** Label where it starts. */
  readonly first: number;
  /** Labels from one row, one slice to the next. */
  readonly rowStride: number;
  readonly sliceStride: number;
  readonly nx: number;
  readonly ny: number;
  readonly nz: number;
}

/** A word a row of the full block; rows outside the chunk are left. */
export interface BlockRows {
  readonly words: Uint32Array;
  readonly perSlice: number;
}

/**
 * Numbers the labels of a block whose full width is eight.
 * @param words the channel's labels, x fastest, then y, z; for uint64 two words each, low first.
 * @returns false where the block has more than sixteen labels: then `rows` means nothing.
 */
export function scanRows(
  words: Uint32Array,
  box: BlockBox,
  distinct: DistinctLabels,
  rows: BlockRows,
): boolean {
  if (distinct.lanes === 2) scanPairs(words, box, distinct, rows);
  else scanWords(words, box, distinct, rows);
  return distinct.count <= MAX_ROW_LABELS;
}

// Labels come in runs: most voxels are compared with the one before and never looked up.

/** uint64. */
function scanPairs(words: Uint32Array, box: BlockBox, distinct: DistinctLabels, rows: BlockRows): void {
  const { first, rowStride, sliceStride, nx, ny, nz } = box;
  let lastLow = words[2 * first];
  let lastHigh = words[2 * first + 1];
  let last = distinct.find(lastLow, lastHigh);
  for (let z = 0; z < nz; z++) {
    let at = first + sliceStride * z;
    let row = rows.perSlice * z;
    for (let y = 0; y < ny; y++, at += rowStride, row++) {
      const isUniform = nx === ROW_VOXELS && isUniformRow(words, 2 * at);
      let word = 0;
      const end = isUniform ? 1 : nx;
      for (let x = 0; x < end; x++) {
        const low = words[2 * (at + x)];
        const high = words[2 * (at + x) + 1];
        if (low !== lastLow || high !== lastHigh) {
          last = distinct.find(low, high);
          lastLow = low;
          lastHigh = high;
        }
        word |= last << (4 * x);
      }
      rows.words[row] = isUniform ? Math.imul(word, REPEAT) : word;
    }
  }
}

/** uint32. */
function scanWords(words: Uint32Array, box: BlockBox, distinct: DistinctLabels, rows: BlockRows): void {
  const { first, rowStride, sliceStride, nx, ny, nz } = box;
  let lastLabel = words[first];
  let last = distinct.find(lastLabel, 0);
  for (let z = 0; z < nz; z++) {
    let at = first + sliceStride * z;
    let row = rows.perSlice * z;
    for (let y = 0; y < ny; y++, at += rowStride, row++) {
      let word = 0;
      for (let x = 0; x < nx; x++) {
        const label = words[at + x];
        if (label !== lastLabel) {
          last = distinct.find(label, 0);
          lastLabel = label;
        }
        word |= last << (4 * x);
      }
      rows.words[row] = word;
    }
  }
}

/** Whether eight uint64 labels, from word `at` on, are equal. */
function isUniformRow(words: Uint32Array, at: number): boolean {
  const low = words[at];
  const high = words[at + 1];
  // The far end differs in most rows that are not uniform; the others are compared without a branch each.
  if (words[at + 14] !== low || words[at + 15] !== high) return false;
  const difference =
    (words[at + 2] ^ low) |
    (words[at + 3] ^ high) |
    (words[at + 4] ^ low) |
    (words[at + 5] ^ high) |
    (words[at + 6] ^ low) |
    (words[at + 7] ^ high) |
    (words[at + 8] ^ low) |
    (words[at + 9] ^ high) |
    (words[at + 10] ^ low) |
    (words[at + 11] ^ high) |
    (words[at + 12] ^ low) |
    (words[at + 13] ^ high);
  return difference === 0;
}
