import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { createLabelIndex, type LabelIndex, lanesOfLabels } from '../../datasets/voxels/index.ts';
import type { Padding } from './padding.ts';

/** The labels of a layer of voxels as runs along x. */
export interface LayerRuns {
  /** Runs of row y begin at `rowBegins[y]`. After the last of a row comes one more, which starts where the row ends. */
  readonly rowBegins: Int32Array;
  /** First voxel of each run within its row. */
  readonly starts: Int32Array;
  /** Number of its label: 0 for background and outside, else a place in `labels`. */
  readonly numbers: Int32Array;
}

/** Reads a block layer by layer. */
export interface RunReader {
  /** Voxels per axis, padding included. */
  readonly size: Xyz;
  readonly index: LabelIndex;
  createLayer(): LayerRuns;
  /** Reads layer z, padding counted. */
  read(z: number, layer: LayerRuns): void;
}

/**
 * @param block one channel of labels. @param padding layers of 0 around it.
 * @throws UnsupportedError for other sample types and channels; InvalidDataError where data and size disagree.
 */
export function createRunReader(block: VoxelBlock, { lower, upper }: Padding): RunReader {
  const { lanes, stride } = lanesOfLabels(block);
  const [sx, sy, sz] = block.size;
  const size = xyz(sx + lower[0] + upper[0], sy + lower[1] + upper[1], sz + lower[2] + upper[2]);
  const index = createLabelIndex();
  const appendRow = stride === 2 ? appendRowOfPairs : appendRowOfWords;
  return {
    size,
    index,
    createLayer: () => ({
      rowBegins: new Int32Array(size[1] + 1),
      starts: new Int32Array((size[0] + 1) * size[1]),
      numbers: new Int32Array((size[0] + 1) * size[1]),
    }),
    read(z, { rowBegins, starts, numbers }) {
      let run = 0;
      const own = z - lower[2];
      for (let y = 0; y < size[1]; y++) {
        rowBegins[y] = run;
        const row = y - lower[1];
        const isInside = own >= 0 && own < sz && row >= 0 && row < sy;
        const lane = (own * sy + row) * sx * stride;
        // A row begins with a run of 0, which stays where it is not empty.
        numbers[run] = 0;
        starts[run] = 0;
        const target = { starts, numbers, run, start: lower[0] };
        if (isInside) run = appendRow(lanes, { lane, count: sx }, target, index);
        if (upper[0] === 1 && numbers[run] !== 0) {
          numbers[++run] = 0;
          starts[run] = size[0] - 1;
        }
        starts[++run] = size[0];
        run++;
      }
      rowBegins[size[1]] = run;
    },
  };
}

interface Row {
  /** Of the first voxel. */
  readonly lane: number;
  readonly count: number;
}

interface Target {
  readonly starts: Int32Array;
  readonly numbers: Int32Array;
  /** The last run there is, of label 0. */
  readonly run: number;
  /** Where the first voxel lies in the row. */
  readonly start: number;
}

type Lanes = Uint8Array | Uint16Array | Uint32Array;

/** Of uint64. @returns the last run. */
function appendRowOfPairs(lanes: Lanes, { lane, count }: Row, target: Target, index: LabelIndex): number {
  const { starts, numbers, start } = target;
  let run = target.run;
  let [low, high] = [0, 0];
  for (let i = 0; i < count; i++) {
    // Most voxels are as the one before: four of them are passed at once.
    let at = lane + 2 * i;
    while (
      i + 4 < count &&
      ((lanes[at] ^ low) |
        (lanes[at + 1] ^ high) |
        (lanes[at + 2] ^ low) |
        (lanes[at + 3] ^ high) |
        (lanes[at + 4] ^ low) |
        (lanes[at + 5] ^ high) |
        (lanes[at + 6] ^ low) |
        (lanes[at + 7] ^ high)) ===
        0
    ) {
      i += 4;
      at += 8;
    }
    if (((lanes[at] ^ low) | (lanes[at + 1] ^ high)) === 0) continue;
    low = lanes[at];
    high = lanes[at + 1];
    if (i + start > starts[run]) run++;
    starts[run] = i + start;
    numbers[run] = index.of(low, high);
  }
  return run;
}

/** Of labels of one word. @returns the last run. */
function appendRowOfWords(lanes: Lanes, { lane, count }: Row, target: Target, index: LabelIndex): number {
  const { starts, numbers, start } = target;
  let run = target.run;
  let word = 0;
  for (let i = 0; i < count; i++) {
    if (lanes[lane + i] === word) continue;
    word = lanes[lane + i];
    if (i + start > starts[run]) run++;
    starts[run] = i + start;
    numbers[run] = index.of(word, 0);
  }
  return run;
}
