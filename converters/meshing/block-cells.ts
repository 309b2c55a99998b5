import { TooLargeError } from '../../datasets/errors.ts';
import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { type CellPlan, planCells } from './cell-plan.ts';
import { type DenseLabels, denseLabels, PADDED, type Padding } from './dense-labels.ts';

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
  /** Place of a cell in the block, x + 2^10 * y + 2^20 * z; ascending within a label. */
  readonly cells: Uint32Array;
  /** Bits of the corners that are of the label. */
  readonly configurations: Uint8Array;
}

/** A place is x + 2^10 * y + 2^20 * z: it is ascending in z, y, x, and needs no division. */
export const PLACE_BITS = 10;
const ROW = 2 ** PLACE_BITS;

/**
 * @param block one channel of labels: the voxels of the block, and one layer more before it on each axis that is not padded
 * there.
 * @param padding sides where the volume ends, which closes surfaces there; default all.
 * @throws as `meshLabels`.
 */
export function findBlockCells(block: VoxelBlock, padding: Padding = PADDED): BlockCells {
  const dense = denseLabels(block, padding, takeIndices);
  const size = xyz(dense.size[0] - 1, dense.size[1] - 1, dense.size[2] - 1);
  if (Math.max(...size) > ROW) {
    const got = size.join(' x ');
    throw new TooLargeError({ subject: 'block', expected: `at most ${ROW} cells an axis`, got });
  }
  const plan = planCells(dense.indices, size, { stride: ROW });
  return groupByLabel(plan, dense, size);
}

/** Kept from block to block: fresh memory of this size costs as much as the search in it. */
let kept = new Int32Array(0);
const MAX_KEPT = 2 ** 25;

function takeIndices(length: number): Int32Array {
  if (length > MAX_KEPT) return new Int32Array(length);
  if (kept.length < length) kept = new Int32Array(length);
  return kept.subarray(0, length).fill(0);
}

function groupByLabel(plan: CellPlan, dense: DenseLabels, size: Xyz): BlockCells {
  const order = dense.labels.map((_, number) => number).slice(1);
  order.sort((a, b) => (dense.labels[a] < dense.labels[b] ? -1 : 1));
  const { drawLabels, drawCells, sliceBegins } = plan;
  const length = sliceBegins[size[2]];
  const counts = new Float64Array(dense.labels.length);
  for (let draw = 0; draw < length; draw++) counts[drawLabels[draw]]++;
  const begins = new Float64Array(order.length + 1);
  const next = new Float64Array(dense.labels.length);
  for (const [i, number] of order.entries()) {
    next[number] = begins[i];
    begins[i + 1] = begins[i] + counts[number];
  }
  const cells = new Uint32Array(length);
  const configurations = new Uint8Array(length);
  for (let z = 0; z < size[2]; z++) {
    for (let draw = sliceBegins[z]; draw < sliceBegins[z + 1]; draw++) {
      const at = next[drawLabels[draw]]++;
      cells[at] = (z << (2 * PLACE_BITS)) | (drawCells[draw] >>> 8);
      configurations[at] = drawCells[draw];
    }
  }
  const voxels = countVoxels(dense);
  return {
    size,
    labels: order.map((number) => dense.labels[number]),
    voxels: Float64Array.from(order, (number) => voxels[number]),
    begins,
    cells,
    configurations,
  };
}

/** The first layer of each axis is another block's, or 0. */
function countVoxels({ indices, labels, size }: DenseLabels): Float64Array {
  const counts = new Float64Array(labels.length);
  for (let z = 1; z < size[2]; z++) {
    for (let y = 1; y < size[1]; y++) {
      const begin = (z * size[1] + y) * size[0];
      const end = begin + size[0];
      for (let i = begin + 1; i < end; ) {
        const first = i;
        const label = indices[i];
        while (i < end && indices[i] === label) i++;
        counts[label] += i - first;
      }
    }
  }
  return counts;
}
