/** What is known of labels after one pass over the blocks of a volume. */
import { type Box, boxSize, type Xyz, xyz } from '../geometry/index.ts';
import type { VoxelBlock } from '../volume.ts';
import { createLabelIndex } from './label-index.ts';
import { numberLabels } from './label-lanes.ts';

export interface LabelMeasures {
  readonly label: bigint;
  readonly voxels: number;
  /** The smallest box that holds all of the label's voxels. */
  readonly box: Box;
  /** Faces towards other labels, background and the volume's outside, by the axis they are across. */
  readonly faces: Xyz;
}

export interface LabelMeter {
  /**
   * Adds the voxels of a core; each voxel of the volume belongs to one core.
   * @param block the core, and one more layer on its lower sides, but not beyond `bounds`.
   * @param core box of the core, in the coordinates of the volume. @throws those of `lanesOfLabels`.
   */
  add(block: VoxelBlock, core: Box): void;
  /** By label, ascending; without 0. */
  measures(): LabelMeasures[];
}

/** Rows of the table: voxels; box; faces across x, y, z. */
const [VOXELS, BEGIN, END, FACES, WIDTH] = [0, 1, 4, 7, 10];
const INITIAL_ROWS = 1024;

/** @param bounds of the whole volume: there is nothing but outside beyond. Memory: 80 bytes a label, four a voxel of a block. */
export function createLabelMeter(bounds: Box): LabelMeter {
  const index = createLabelIndex();
  let table = new Float64Array(INITIAL_ROWS * WIDTH);
  let rows = 0;

  /** Makes room for all labels that the index has. */
  const grow = (count: number): void => {
    if (count * WIDTH > table.length) {
      const larger = new Float64Array(2 * count * WIDTH);
      larger.set(table);
      table = larger;
    }
    for (; rows < count; rows++) {
      table.fill(Number.POSITIVE_INFINITY, rows * WIDTH + BEGIN, rows * WIDTH + END);
      table.fill(Number.NEGATIVE_INFINITY, rows * WIDTH + END, rows * WIDTH + FACES);
    }
  };

  return {
    add(block, core) {
      const numbers = numberLabels(block, index);
      grow(index.count());
      const lower = boxSize(core).map((n, axis) => block.size[axis as 0 | 1 | 2] - n);
      const pass = {
        numbers,
        size: block.size,
        core,
        table,
        bounds,
        lower: xyz(lower[0], lower[1], lower[2]),
      };
      measureRuns(pass);
      countFacesBetweenRows(pass, 1);
      countFacesBetweenRows(pass, 2);
    },
    measures() {
      const found = index.labels().map((label, i) => measuresOf(label, table.subarray(i * WIDTH)));
      // A layer below a core may show labels before their own core does; by the end all are counted.
      return found.slice(1).sort((a, b) => (a.label < b.label ? -1 : 1));
    },
  };
}

function measuresOf(label: bigint, row: Float64Array): LabelMeasures {
  const triple = (at: number): Xyz => xyz(row[at]!, row[at + 1]!, row[at + 2]!);
  return {
    label,
    voxels: row[VOXELS]!,
    box: { begin: triple(BEGIN), end: triple(END) },
    faces: triple(FACES),
  };
}

interface Pass {
  readonly numbers: Uint32Array;
  readonly size: Xyz;
  readonly core: Box;
  readonly bounds: Box;
  /** Layers before the core: 0 or 1 an axis. */
  readonly lower: Xyz;
  readonly table: Float64Array;
}

/** Voxels, boxes, and faces across x, a run of one label at a time. */
function measureRuns({ numbers, size, core, bounds, lower, table }: Pass): void {
  const [nx, ny] = size;
  const isLast = core.end[0] === bounds.end[0];
  for (let z = lower[2]; z < size[2]; z++) {
    for (let y = lower[1]; y < ny; y++) {
      const row = nx * (y + ny * z);
      const [cy, cz] = [core.begin[1] + y - lower[1], core.begin[2] + z - lower[2]];
      let before = lower[0] === 1 ? numbers[row]! : 0;
      for (let begin = lower[0], end = begin; begin < nx; begin = end) {
        const number = numbers[row + begin]!;
        end = begin + 1;
        while (end < nx && numbers[row + end] === number) end++;
        if (before !== number) {
          table[before * WIDTH + FACES]! += 1;
          table[number * WIDTH + FACES]! += 1;
        }
        before = number;
        if (number === 0) continue;
        const at = number * WIDTH;
        table[at + VOXELS]! += end - begin;
        const x = core.begin[0] - lower[0];
        widen(table, at, [x + begin, x + end, cy, cz]);
      }
      if (isLast) table[before * WIDTH + FACES]! += 1;
    }
  }
}

type RunPlace = readonly [begin: number, end: number, y: number, z: number];

function widen(table: Float64Array, at: number, [begin, end, y, z]: RunPlace): void {
  if (begin < table[at + BEGIN]!) table[at + BEGIN] = begin;
  if (y < table[at + BEGIN + 1]!) table[at + BEGIN + 1] = y;
  if (z < table[at + BEGIN + 2]!) table[at + BEGIN + 2] = z;
  if (end > table[at + END]!) table[at + END] = end;
  if (y + 1 > table[at + END + 1]!) table[at + END + 1] = y + 1;
  if (z + 1 > table[at + END + 2]!) table[at + END + 2] = z + 1;
}

/** Faces across y or z: each row against the one before it, and against the outside at the ends of the volume. */
function countFacesBetweenRows({ numbers, size, core, bounds, lower, table }: Pass, axis: 1 | 2): void {
  const [nx, ny, nz] = size;
  const step = axis === 1 ? nx : nx * ny;
  const isLast = core.end[axis] === bounds.end[axis];
  for (let z = lower[2]; z < nz; z++) {
    for (let y = lower[1]; y < ny; y++) {
      const row = nx * (y + ny * z);
      const at = axis === 1 ? y : z;
      if (at > 0) countDifferent(numbers, [row + lower[0], row + nx, step], table, FACES + axis);
      else countAll(numbers, [row + lower[0], row + nx], table, FACES + axis);
      if (isLast && at === size[axis] - 1) countAll(numbers, [row + lower[0], row + nx], table, FACES + axis);
    }
  }
}

function countDifferent(
  numbers: Uint32Array,
  [begin, end, step]: readonly [number, number, number],
  ...[table, column]: [Float64Array, number]
): void {
  for (let i = begin; i < end; i++) {
    const [a, b] = [numbers[i]!, numbers[i - step]!];
    if (a === b) continue;
    table[a * WIDTH + column]! += 1;
    table[b * WIDTH + column]! += 1;
  }
}

function countAll(
  numbers: Uint32Array,
  [begin, end]: readonly [number, number],
  ...[table, column]: [Float64Array, number]
): void {
  for (let i = begin; i < end; i++) table[numbers[i]! * WIDTH + column]! += 1;
}
