import { InvalidDataError, UnsupportedError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Samples, VoxelBlock } from '../../datasets/volume.ts';
import { WordPairIndex } from './word-pair-index.ts';

/** Voxels that one label of a segmentation and one of the truth have in common. */
export interface Overlap {
  /** Label of the segmentation; 0n: not segmented. */
  readonly segment: bigint;
  /** Label of the truth. */
  readonly truth: bigint;
  readonly voxels: number;
  /** A voxel that has both: the middle of the longest row along x. */
  readonly point: Xyz;
}

/**
 * How often each pair of labels occurs at one voxel, over any number of blocks. Sparse: memory grows with the pairs that
 * occur. Voxels without truth (label 0) are not counted.
 */
export class ContingencyTable {
  readonly #segments = new WordPairIndex();
  readonly #truths = new WordPairIndex();
  readonly #pairs = new WordPairIndex();
  readonly #voxels: number[] = [];
  /** Of each pair: length of the longest row and its middle voxel. */
  readonly #rows: { length: number; point: Xyz }[] = [];
  #ignored = 0;

  /** Voxels where the truth is 0. */
  get ignoredVoxels(): number {
    return this.#ignored;
  }

  /**
   * Counts one block of both.
   * @param origin first voxel, for the points.
   * @throws InvalidDataError for blocks of different size, several channels or negative labels; UnsupportedError for float32.
   */
  add(segmentation: VoxelBlock, truth: VoxelBlock, origin: Xyz): void {
    assertSameSize(segmentation, truth);
    const a = lanesOf(segmentation, 'segmentation');
    const b = lanesOf(truth, 'truth');
    const [nx] = truth.size;
    const rows = nx === 0 ? 0 : truth.data.length / nx;
    for (let row = 0; row < rows; row++) this.#addRow(a, b, { row, size: truth.size, origin });
  }

  /** Pairs in order of first appearance. */
  *overlaps(): Generator<Overlap> {
    for (let i = 0; i < this.#pairs.size; i++) {
      const segment = labelOf(this.#segments, this.#pairs.first(i));
      const truth = labelOf(this.#truths, this.#pairs.second(i));
      yield { segment, truth, voxels: this.#voxels[i], point: this.#rows[i].point };
    }
  }

  /** Labels are piecewise constant: the tables are asked once for each run. */
  #addRow(a: Lanes, b: Lanes, { row, size: [nx, ny], origin }: RowPlace): void {
    const base = row * nx;
    let begin = 0;
    for (let x = 1; x <= nx; x++) {
      if (x < nx && isSame(a, base + x, base + begin) && isSame(b, base + x, base + begin)) continue;
      const at = base + begin;
      const truthLow = b.words[at * b.stride];
      const truthHigh = b.stride === 2 ? b.words[2 * at + 1] : 0;
      const length = x - begin;
      if (truthLow === 0 && truthHigh === 0) this.#ignored += length;
      else {
        const segment = this.#segments.indexOf(
          a.words[at * a.stride],
          a.stride === 2 ? a.words[2 * at + 1] : 0,
        );
        const pair = this.#pairs.indexOf(segment, this.#truths.indexOf(truthLow, truthHigh));
        this.#voxels[pair] = (this.#voxels[pair] ?? 0) + length;
        if (length > (this.#rows[pair]?.length ?? 0)) {
          const point: Xyz = [
            origin[0] + begin + (length >> 1),
            origin[1] + (row % ny),
            origin[2] + Math.floor(row / ny),
          ];
          this.#rows[pair] = { length, point };
        }
      }
      begin = x;
    }
  }
}

interface RowPlace {
  readonly row: number;
  readonly size: Xyz;
  readonly origin: Xyz;
}

/** Labels as unsigned words: one each, or low and high of 64 bits. */
interface Lanes {
  readonly words: Exclude<Samples, BigUint64Array | Float32Array>;
  readonly stride: 1 | 2;
}

const isSame = ({ words, stride }: Lanes, i: number, j: number): boolean =>
  words[i * stride] === words[j * stride] && (stride === 1 || words[2 * i + 1] === words[2 * j + 1]);

function lanesOf({ data, numChannels, dataType }: VoxelBlock, subject: string): Lanes {
  if (numChannels !== 1) {
    throw new InvalidDataError({
      subject,
      expected: 'labels in one channel',
      got: `${numChannels} channels`,
    });
  }
  if (data instanceof BigUint64Array) {
    return { words: new Uint32Array(data.buffer, data.byteOffset, 2 * data.length), stride: 2 };
  }
  if (data instanceof Float32Array) {
    throw new UnsupportedError({ subject, expected: 'integer labels', got: 'float32' });
  }
  if (dataType.startsWith('int')) {
    for (let i = 0; i < data.length; i++) {
      if (data[i] >= 0) continue;
      throw new InvalidDataError({ subject, expected: 'labels from 0 on', got: `${data[i]}` });
    }
  }
  return { words: data, stride: 1 };
}

function assertSameSize(a: VoxelBlock, b: VoxelBlock): void {
  if (a.size.every((n, axis) => n === b.size[axis as 0 | 1 | 2])) return;
  throw new InvalidDataError({
    subject: 'compared blocks',
    expected: `${b.size.join(' x ')} voxels, as the truth`,
    got: a.size.join(' x '),
  });
}

const labelOf = (index: WordPairIndex, i: number): bigint =>
  (BigInt(index.second(i)) << 32n) | BigInt(index.first(i));
