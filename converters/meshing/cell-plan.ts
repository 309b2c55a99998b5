import { TooLargeError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { NUM_CORNERS } from './cube.ts';

/** What there is to draw, slice of cells by slice of cells. */
export interface CellPlan {
  /** Draws of slice z are at `[sliceBegins[z], sliceBegins[z + 1])`. */
  readonly sliceBegins: Int32Array;
  /** One draw is one label in one cell; `drawCells` has (y * stride + x) * 256 + configuration. */
  readonly drawLabels: Int32Array;
  readonly drawCells: Int32Array;
}

/** Cells per slice that fit into a draw beside the configuration. */
const MAX_SLICE_CELLS = 2 ** 24;
const INITIAL_CAPACITY = 1 << 14;

/**
 * Finds every cell with a surface.
 *
 * @param indices labels `[0, numLabels)` of `cells + 1` voxels per axis, x fastest, with a layer of 0 around.
 * @throws TooLargeError where a slice has more than 2^24 cells.
 */
export function planCells(
  indices: Int32Array,
  cells: Xyz,
  { stride = cells[0] }: PlanOptions = {},
): CellPlan {
  if (stride * cells[1] > MAX_SLICE_CELLS) {
    const got = `${cells[0]} x ${cells[1]}`;
    const cure = 'Mesh smaller blocks and join them';
    throw new TooLargeError({
      subject: 'block',
      expected: `at most ${MAX_SLICE_CELLS} cells a slice`,
      got,
      cure,
    });
  }
  const draws: Draws = {
    length: 0,
    labels: new Int32Array(INITIAL_CAPACITY),
    cells: new Int32Array(INITIAL_CAPACITY),
  };
  const sliceBegins = new Int32Array(cells[2] + 1);
  const row = cells[0] + 1;
  const layer = row * (cells[1] + 1);
  for (let z = 0; z < cells[2]; z++) {
    for (let y = 0; y < cells[1]; y++) {
      scanRow(indices, { begin: z * layer + y * row, row, layer, firstCell: y * stride }, draws);
    }
    sliceBegins[z + 1] = draws.length;
  }
  return { sliceBegins, drawLabels: draws.labels, drawCells: draws.cells };
}

export interface PlanOptions {
  /** From a row of cells to the next, in the numbers that they get. Default: cells a row. */
  readonly stride?: number;
}

interface Row {
  /** First voxel of the row of cells, and the distances to the next row and layer of voxels. */
  readonly begin: number;
  readonly row: number;
  readonly layer: number;
  readonly firstCell: number;
}

interface Draws {
  length: number;
  labels: Int32Array<ArrayBuffer>;
  cells: Int32Array<ArrayBuffer>;
}

/**
 * Walks a row of cells with the four voxels of the last column at hand, and stops only at cells whose eight
 * voxels differ; most do not. There each label but 0 is a draw, with the corners that are of it.
 */
function scanRow(indices: Int32Array, { begin, row, layer, firstCell }: Row, draws: Draws): void {
  makeRoom(draws, row * NUM_CORNERS);
  const { labels, cells } = draws;
  let n = draws.length;
  let c0 = indices[begin];
  let c2 = indices[begin + row];
  let c4 = indices[begin + layer];
  let c6 = indices[begin + layer + row];
  let differs = (c0 ^ c2) | (c0 ^ c4) | (c0 ^ c6);
  for (let cell = firstCell, i = begin + 1; i < begin + row; cell++, i++) {
    const c1 = indices[i];
    const c3 = indices[i + row];
    const c5 = indices[i + layer];
    const c7 = indices[i + layer + row];
    const nextDiffers = (c1 ^ c3) | (c1 ^ c5) | (c1 ^ c7);
    if ((differs | nextDiffers | (c0 ^ c1)) !== 0) {
      for (let rest = 0xff; rest !== 0; ) {
        let label = c7;
        if ((rest & 1) !== 0) label = c0;
        else if ((rest & 2) !== 0) label = c1;
        else if ((rest & 4) !== 0) label = c2;
        else if ((rest & 8) !== 0) label = c3;
        else if ((rest & 16) !== 0) label = c4;
        else if ((rest & 32) !== 0) label = c5;
        else if ((rest & 64) !== 0) label = c6;
        const configuration =
          (c0 === label ? 1 : 0) |
          (c1 === label ? 2 : 0) |
          (c2 === label ? 4 : 0) |
          (c3 === label ? 8 : 0) |
          (c4 === label ? 16 : 0) |
          (c5 === label ? 32 : 0) |
          (c6 === label ? 64 : 0) |
          (c7 === label ? 128 : 0);
        rest &= ~configuration;
        if (label === 0) continue;
        labels[n] = label;
        cells[n++] = (cell << 8) | configuration;
      }
    }
    c0 = c1;
    c2 = c3;
    c4 = c5;
    c6 = c7;
    differs = nextDiffers;
  }
  draws.length = n;
}

function makeRoom(draws: Draws, more: number): void {
  if (draws.length + more <= draws.labels.length) return;
  const length = 2 * (draws.labels.length + more);
  for (const name of ['labels', 'cells'] as const) {
    const larger = new Int32Array(length);
    larger.set(draws[name].subarray(0, draws.length));
    draws[name] = larger;
  }
}
