import { TooLargeError } from '../../datasets/errors.ts';
import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import type { FoundDraws } from './draws.ts';
import { findDraws } from './find-draws.ts';
import { findDrawsByKernel } from './kernels/find-draws-by-kernel.ts';
import { type FindKernels, findKernels } from './kernels/find-kernels.ts';
import { PADDED, type Padding } from './padding.ts';
import { PLACE_BITS, PLACE_ROW } from './place.ts';

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
 * @param kernels WebAssembly; null finds the same cells in TypeScript alone.
 * @throws as `meshLabels`.
 */
export function findBlockCells(
  block: VoxelBlock,
  padding: Padding = PADDED,
  kernels: FindKernels | null = findKernels(),
): BlockCells {
  const cells = block.size.map((n, axis) => n + padding.lower[axis] + padding.upper[axis] - 1);
  const size = xyz(cells[0], cells[1], cells[2]);
  if (Math.max(...size) > PLACE_ROW) {
    const got = size.join(' x ');
    throw new TooLargeError({ subject: 'block', expected: `at most ${PLACE_ROW} cells an axis`, got });
  }
  const found = kernels ? findDrawsByKernel(block, padding, kernels) : findDraws(block, padding);
  return { size, ...groupByLabel(found) };
}

/** A counting sort, which leaves each label its cells in order. */
function groupByLabel({
  draws,
  sliceBegins,
  labels: names,
  voxels,
  counts,
}: FoundDraws): Omit<BlockCells, 'size'> {
  const order = names.map((_, number) => number).slice(1);
  order.sort((a, b) => (names[a] < names[b] ? -1 : 1));
  const begins = new Float64Array(order.length + 1);
  const next = new Int32Array(names.length);
  for (const [i, number] of order.entries()) {
    next[number] = begins[i];
    begins[i + 1] = begins[i] + counts[number];
  }
  const { length, words } = draws;
  const cells = new Uint32Array(length);
  const configurations = new Uint8Array(length);
  for (let z = 0; z + 1 < sliceBegins.length; z++) {
    const slice = z << (2 * PLACE_BITS);
    const end = 2 * sliceBegins[z + 1];
    for (let draw = 2 * sliceBegins[z]; draw < end; draw += 2) {
      const at = next[words[draw]]++;
      const cell = words[draw + 1];
      cells[at] = slice | (cell >>> 8);
      configurations[at] = cell;
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
