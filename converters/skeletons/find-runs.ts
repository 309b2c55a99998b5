import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { createRunReader, type LayerRuns } from '../meshing/index.ts';

/** The voxels that a block has of one label. */
export interface LabelRuns {
  readonly label: bigint;
  readonly voxels: number;
  /** Box around them, voxels of the volume; `high` is beyond them. */
  readonly low: Xyz;
  readonly high: Xyz;
  /** Runs along x, ascending: x, length, y, z of each, x, y and z counted from the block's first voxel. */
  readonly runs: Uint16Array;
}

export interface FindRunsInput {
  /** One channel of labels, at most 65,535 voxels along an axis. */
  readonly block: VoxelBlock;
  /** First voxel of the block in the volume. */
  readonly begin: Xyz;
  /** Only these labels; default all but 0. */
  readonly labels?: ReadonlySet<bigint>;
}

const NO_PADDING = { lower: xyz(0, 0, 0), upper: xyz(0, 0, 0) };

/** Finds the runs of every label of a block. @returns ascending labels. Memory: about 40 bytes a run besides the block. */
export function findRuns({ block, begin, labels: wanted }: FindRunsInput): LabelRuns[] {
  const { numbers, runs } = readRuns(block);
  const { starts, order } = sortByNumber(numbers);
  const all = runs.labels();
  const found: LabelRuns[] = [];
  for (const [number, label] of all.entries()) {
    if (number === 0 || (wanted && !wanted.has(label))) continue;
    const own = new Uint16Array(4 * (starts[number + 1] - starts[number]));
    for (let i = 0, from = starts[number]; 4 * i < own.length; i++, from++)
      own.set(runs.data.subarray(4 * order[from], 4 * order[from] + 4), 4 * i);
    if (own.length > 0) found.push({ label, ...measure(own, begin), runs: own });
  }
  return found.sort((a, b) => (a.label < b.label ? -1 : 1));
}

interface AllRuns {
  /** Number of the label of each run, not 0. */
  readonly numbers: Int32Array;
  readonly runs: { readonly data: Uint16Array; readonly labels: () => readonly bigint[] };
}

function readRuns(block: VoxelBlock): AllRuns {
  const reader = createRunReader(block, NO_PADDING);
  const layer = reader.createLayer();
  let data = new Uint16Array(4 << 12);
  let numbers = new Int32Array(1 << 12);
  let count = 0;
  for (let z = 0; z < block.size[2]; z++) {
    reader.read(z, layer);
    const most = count + layer.rowBegins[block.size[1]];
    if (most > numbers.length) {
      data = grown(data, new Uint16Array(8 * most));
      numbers = grown(numbers, new Int32Array(2 * most));
    }
    count = appendLayer(layer, z, { data, numbers, count });
  }
  return { numbers: numbers.subarray(0, count), runs: { data, labels: () => reader.index.labels() } };
}

interface Target {
  readonly data: Uint16Array;
  readonly numbers: Int32Array;
  /** Runs that are there. */
  readonly count: number;
}

/** @returns runs afterwards. */
function appendLayer(layer: LayerRuns, z: number, { data, numbers, count: before }: Target): number {
  let count = before;
  for (let y = 0; y + 1 < layer.rowBegins.length; y++) {
    // The last of a row only says where the row ends.
    for (let run = layer.rowBegins[y]; run + 1 < layer.rowBegins[y + 1]; run++) {
      const x = layer.starts[run];
      const length = layer.starts[run + 1] - x;
      if (layer.numbers[run] === 0 || length === 0) continue;
      numbers[count] = layer.numbers[run];
      data[4 * count] = x;
      data[4 * count + 1] = length;
      data[4 * count + 2] = y;
      data[4 * count + 3] = z;
      count++;
    }
  }
  return count;
}

function grown<T extends Uint16Array | Int32Array>(from: T, to: T): T {
  to.set(from);
  return to;
}

/** By counting: where each number's runs begin in `order`, and the runs in their order. */
function sortByNumber(numbers: Int32Array): { readonly starts: Int32Array; readonly order: Int32Array } {
  const largest = numbers.reduce((max, number) => Math.max(max, number), 0);
  const starts = new Int32Array(largest + 2);
  for (const number of numbers) starts[number + 1]++;
  for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
  const places = starts.slice();
  const order = new Int32Array(numbers.length);
  for (let i = 0; i < numbers.length; i++) order[places[numbers[i]]++] = i;
  return { starts, order };
}

function measure(runs: Uint16Array, begin: Xyz): Pick<LabelRuns, 'voxels' | 'low' | 'high'> {
  const low = [Infinity, Infinity, Infinity];
  const high = [0, 0, 0];
  let voxels = 0;
  for (let i = 0; i < runs.length; i += 4) {
    const [x, length, y, z] = [runs[i], runs[i + 1], runs[i + 2], runs[i + 3]];
    voxels += length;
    low[0] = Math.min(low[0], x);
    low[1] = Math.min(low[1], y);
    low[2] = Math.min(low[2], z);
    high[0] = Math.max(high[0], x + length);
    high[1] = Math.max(high[1], y + 1);
    high[2] = Math.max(high[2], z + 1);
  }
  const moved = ([x, y, z]: readonly number[]): Xyz => xyz(x + begin[0], y + begin[1], z + begin[2]);
  return { voxels, low: moved(low), high: moved(high) };
}
