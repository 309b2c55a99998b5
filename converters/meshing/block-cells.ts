import { TooLargeError } from '../../datasets/errors.ts';
import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { createRunReader, type LayerRuns } from './label-runs.ts';
import { PADDED, type Padding } from './padding.ts';
import { PLACE_BITS, PLACE_ROW } from './place.ts';
import { createDraws, type Draws, scanRow } from './scan-cells.ts';

/**
 * The surfaces of all labels of a block, not yet drawn: which cells of marching cubes each of them crosses, and how. A cell
 * belongs to one block alone, so that the cells of all blocks together, in the order of their places, are those of the
 * whole volume meshed at once, however it is cut.
 */
export interface BlockCells {
  /** Cells per axis. */
  readonly size: Xyz;
  /** Ascending, without 0. Labels that are there but have no surface here are among them. */
  readonly labels: readonly bigint[];
  /** By label: its voxels, those of the block's first layers not counted where these are of the block before. */
  readonly voxels: Float64Array;
  /** Cells of label i are at `[begins[i], begins[i + 1])`. */
  readonly begins: Float64Array;
  /** Place of a cell in the block (`PLACE_BITS`); ascending within a label. */
  readonly cells: Uint32Array;
  /** Bits of the corners that are of the label. */
  readonly configurations: Uint8Array;
}

/**
 * Beside the result, memory is that of two layers of voxels and 8 bytes for every label in every cell that has a surface.
 *
 * @param block one channel of labels: the voxels of the block, and one layer more before it on each axis that is not padded
 * there.
 * @param padding sides where the volume ends, which closes surfaces there; default all.
 * @throws as `meshLabels`.
 */
export function findBlockCells(block: VoxelBlock, padding: Padding = PADDED): BlockCells {
  const reader = createRunReader(block, padding);
  const [width, height, depth] = reader.size;
  const size = xyz(width - 1, height - 1, depth - 1);
  if (Math.max(...size) > PLACE_ROW) {
    const got = size.join(' x ');
    throw new TooLargeError({ subject: 'block', expected: `at most ${PLACE_ROW} cells an axis`, got });
  }
  const draws = takeDraws();
  const sliceBegins = new Int32Array(size[2] + 1);
  let voxels = new Float64Array(1);
  let [lower, upper] = [reader.createLayer(), reader.createLayer()];
  reader.read(0, lower);
  voxels = withRoom(voxels, reader.index.count());
  for (let z = 0; z < size[2]; z++) {
    reader.read(z + 1, upper);
    voxels = withRoom(voxels, reader.index.count());
    countVoxels(upper, size[1], voxels);
    for (let y = 0; y < size[1]; y++)
      scanRow(lower, upper, { y, firstCell: y * PLACE_ROW, length: size[0] }, draws);
    sliceBegins[z + 1] = draws.length;
    [lower, upper] = [upper, lower];
  }
  return { size, ...groupByLabel(draws, sliceBegins, reader.index.labels(), voxels) };
}

/** Kept from block to block: fresh memory of this size costs as much as the search in it. */
const kept = createDraws();
const MAX_KEPT = 2 ** 23;

function takeDraws(): Draws {
  if (kept.labels.length > MAX_KEPT) Object.assign(kept, createDraws());
  kept.length = 0;
  return kept;
}

function withRoom(counts: Float64Array<ArrayBuffer>, length: number): Float64Array<ArrayBuffer> {
  if (counts.length >= length) return counts;
  const larger = new Float64Array(2 * length);
  larger.set(counts);
  return larger;
}

/** Adds the voxels of a layer by label. The first of each axis is another block's, or 0. */
function countVoxels({ rowBegins, starts, numbers }: LayerRuns, rows: number, counts: Float64Array): void {
  for (let y = 1; y <= rows; y++) {
    const begin = rowBegins[y];
    const end = rowBegins[y + 1] - 1;
    for (let run = begin; run < end; run++) counts[numbers[run]] += starts[run + 1] - starts[run];
    counts[numbers[begin]]--;
  }
}

/** A counting sort, which leaves each label its cells in order. */
function groupByLabel(
  { length, labels: drawLabels, cells: drawCells }: Draws,
  sliceBegins: Int32Array,
  names: readonly bigint[],
  voxels: Float64Array,
): Omit<BlockCells, 'size'> {
  const order = names.map((_, number) => number).slice(1);
  order.sort((a, b) => (names[a] < names[b] ? -1 : 1));
  const counts = new Int32Array(names.length);
  for (let draw = 0; draw < length; draw++) counts[drawLabels[draw]]++;
  const begins = new Float64Array(order.length + 1);
  const next = new Int32Array(names.length);
  for (const [i, number] of order.entries()) {
    next[number] = begins[i];
    begins[i + 1] = begins[i] + counts[number];
  }
  const cells = new Uint32Array(length);
  const configurations = new Uint8Array(length);
  for (let z = 0; z + 1 < sliceBegins.length; z++) {
    const slice = z << (2 * PLACE_BITS);
    const end = sliceBegins[z + 1];
    for (let draw = sliceBegins[z]; draw < end; draw++) {
      const at = next[drawLabels[draw]]++;
      cells[at] = slice | (drawCells[draw] >>> 8);
      configurations[at] = drawCells[draw];
    }
  }
  return {
    labels: order.map((number) => names[number]),
    voxels: Float64Array.from(order, (number) => voxels[number]),
    begins,
    cells,
    configurations,
  };
}
