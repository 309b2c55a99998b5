import { TooLargeError } from '../../errors.ts';
import { volumeOf } from '../../geometry/index.ts';
import { DistinctLabels } from './distinct-labels.ts';
import { INDEX_BITS, type Layout, packedWords } from './layout.ts';
import { packIds, packRows } from './pack.ts';
import { type BlockBox, REPEAT, ROW_VOXELS, scanRows } from './scan-rows.ts';
import { extend, type Words } from './words.ts';

/** Finds the labels of blocks and writes their indices; its memory is used again for every block of a chunk. */
export class BlockEncoder {
  readonly distinct: DistinctLabels;
  readonly #layout: Layout;
  readonly #subject: string;
  /** Used where blocks are eight wide. */
  readonly #rows: Uint32Array;
  /** Per position in the full block, a label's number of appearance; used where rows do not serve. */
  readonly #ids: Uint32Array;

  constructor(layout: Layout, subject: string) {
    const { blockSize, lanes } = layout;
    const capacity = volumeOf(blockSize);
    this.distinct = new DistinctLabels(capacity, lanes);
    this.#layout = layout;
    this.#subject = subject;
    this.#rows = new Uint32Array(blockSize[0] === ROW_VOXELS ? capacity / ROW_VOXELS : 0);
    this.#ids = new Uint32Array(capacity);
  }

  /**
   * Writes a block's packed indices, none for a block of one label, and leaves its table in `distinct`.
   * @returns bits of an index.
   * @throws TooLargeError over 65,536 distinct labels.
   */
  writeIndices(words: Uint32Array, box: BlockBox, output: Words): number {
    const { distinct } = this;
    const { blockSize } = this.#layout;
    distinct.clear();
    const rows = { words: this.#rows, perSlice: blockSize[1] };
    const hasRows = blockSize[0] === ROW_VOXELS && scanRows(words, box, distinct, rows);
    if (!hasRows) this.#numberEach(words, box);
    distinct.sort();
    const bits = indexBits(distinct.count, this.#subject);
    if (bits === 0) return 0;
    const to = extend(output, packedWords(bits, distinct.capacity));
    const target = { words: output.words, to };
    if (hasRows) {
      this.#padRows(box);
      packRows(this.#rows, bits as 1 | 2 | 4, distinct.ranks, target);
    } else {
      packIds(this.#ids, bits, distinct.ranks, target);
    }
    return bits;
  }

  /** Gives positions outside the chunk the label of rank 0: padding indices are 0. */
  #padRows({ nx, ny, nz }: BlockBox): void {
    const [, by, bz] = this.#layout.blockSize;
    if (nx === ROW_VOXELS && ny === by && nz === bz) return;
    const padding = Math.imul(this.distinct.order[0], REPEAT);
    const rows = this.#rows;
    if (nx < ROW_VOXELS) {
      const outside = padding & (-1 << (4 * nx));
      for (let i = 0; i < rows.length; i++) rows[i] |= outside;
    }
    for (let z = 0; z < nz; z++) rows.fill(padding, by * z + ny, by * (z + 1));
    rows.fill(padding, by * nz);
  }

  #numberEach(words: Uint32Array, box: BlockBox): void {
    const { distinct } = this;
    const { blockSize, lanes } = this.#layout;
    const ids = this.#ids;
    const { nx, ny, nz } = box;
    distinct.clear();
    if (nx * ny * nz < distinct.capacity) ids.fill(distinct.capacity);
    for (let z = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        const from = box.first + box.rowStride * y + box.sliceStride * z;
        const to = blockSize[0] * (y + blockSize[1] * z);
        // Labels come in runs: most voxels are compared with the one before and never looked up.
        let lastLow = words[lanes * from];
        let lastHigh = lanes === 2 ? words[2 * from + 1] : 0;
        let last = distinct.find(lastLow, lastHigh);
        for (let x = 0; x < nx; x++) {
          const low = words[lanes * (from + x)];
          const high = lanes === 2 ? words[2 * (from + x) + 1] : 0;
          if (low !== lastLow || high !== lastHigh) {
            last = distinct.find(low, high);
            lastLow = low;
            lastHigh = high;
          }
          ids[to + x] = last;
        }
      }
    }
  }
}

function indexBits(count: number, subject: string): number {
  for (const width of INDEX_BITS) if (2 ** width >= count) return width;
  throw new TooLargeError({
    subject,
    expected: 'at most 65536 distinct labels in a block',
    got: `${count}`,
    cure: 'Use a smaller block size, such as 8 x 8 x 8',
  });
}
