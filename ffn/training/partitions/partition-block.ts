/** How much of the surroundings of each voxel is its own object. Source: spec/ffn.md 5.1 (compute_partitions). */
import { mapZyx, volumeOf, type Zyx, zyx } from '../../../datasets/geometry/index.ts';
import { EXCLUDED } from './classes.ts';
import { eachRow, intersect, rangesOfNumbers } from './ranges.ts';
import { createRowCounter } from './row-counter.ts';
import { createSummedTable, type Range3, type SummedTable } from './summed-table.ts';

export interface PartitionInput {
  /** Numbers of labels, [z, y, x] of `size`; 0 is what gets no class: background, dust, labels that were not asked for. */
  readonly numbers: Uint32Array;
  readonly size: Zyx;
  /** Voxels on each side of a voxel that count as its surroundings. */
  readonly radius: Zyx;
  /** See `classesOfCounts`, for a box of (2 radius + 1) voxels. */
  readonly classes: Uint8Array;
  /** [z, y, x] of `size`: a voxel with any of these 1 in its surroundings is `EXCLUDED`. */
  readonly mask?: Uint8Array;
  /** A voxel of the block for which this holds is `EXCLUDED`. */
  readonly isExcluded?: (z: number, y: number, x: number) => boolean;
}

/**
 * Classes of the voxels whose surroundings lie in the block as a whole.
 * Counts come from one summed-volume table a label, over the label's own box and not over the block.
 * @returns [z, y, x] of size - 2 radius: 0 for background, `EXCLUDED`, else the class of the share of the surroundings that
 * has the voxel's own label.
 */
export function partitionBlock(input: PartitionInput): Uint8Array {
  const { numbers, size, radius } = input;
  const valid: Range3 = { begin: radius, end: mapZyx((n, i) => n - radius[i], size) };
  const table = createSummedTable();
  const out = new Uint8Array(volumeOf(mapZyx((end, i) => end - valid.begin[i], valid.end)));
  exclude(out, input, { valid, table });
  for (const [label, range] of rangesOfNumbers(numbers, size)) {
    const voxels = intersect(range, valid);
    if (!voxels) continue;
    table.build(numbers, size, label, range);
    classify(out, { ...input, table, label, range, voxels, valid });
  }
  return out;
}

interface Place {
  readonly valid: Range3;
  readonly table: SummedTable;
}

function exclude(
  out: Uint8Array,
  { size, mask, isExcluded, radius }: PartitionInput,
  { valid, table }: Place,
) {
  if (mask) {
    const range: Range3 = { begin: zyx(0, 0, 0), end: size };
    const counter = createRowCounter(table, range, radius);
    table.build(mask, size, 1, range);
    eachRow(valid, valid, (z, y, [from, to], at) => {
      counter.open(z, y);
      for (let x = from; x < to; x++) if (counter.around(x) > 0) out[at + x - from] = EXCLUDED;
    });
  }
  if (!isExcluded) return;
  eachRow(valid, valid, (z, y, [from, to], at) => {
    for (let x = from; x < to; x++) if (isExcluded(z, y, x)) out[at + x - from] = EXCLUDED;
  });
}

interface Classifying extends PartitionInput, Place {
  readonly label: number;
  /** Where the label is. */
  readonly range: Range3;
  /** What of it gets a class. */
  readonly voxels: Range3;
}

function classify(out: Uint8Array, { table, label, range, voxels, valid, ...input }: Classifying): void {
  const { numbers, size, radius, classes } = input;
  const counter = createRowCounter(table, range, radius);
  eachRow(voxels, valid, (z, y, [from, to], at) => {
    const row = (z * size[1] + y) * size[2];
    let isOpen = false;
    for (let x = from; x < to; x++) {
      if (numbers[row + x] !== label || out[at + x - from] !== 0) continue;
      if (!isOpen) counter.open(z, y);
      isOpen = true;
      out[at + x - from] = classes[counter.around(x)]!;
    }
  });
}
