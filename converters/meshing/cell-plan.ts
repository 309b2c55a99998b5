import { TooLargeError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { NUM_CORNERS } from './cube.ts';
import { marchingCubesTable } from './marching-cubes-table.ts';

/** What there is to draw, slice of cells by slice of cells, and how much it will be. */
export interface CellPlan {
  /** Draws of slice z are at `[sliceBegins[z], sliceBegins[z + 1])`. */
  readonly sliceBegins: Int32Array;
  /** One draw is one label in one cell; `drawCells` has (y * cells.x + x) * 256 + configuration. */
  readonly drawLabels: Int32Array;
  readonly drawCells: Int32Array;
  /** By label. */
  readonly vertexCounts: Int32Array;
  readonly triangleCounts: Int32Array;
}

/** Cells per slice that fit into a draw beside the configuration. */
const MAX_SLICE_CELLS = 2 ** 24;
const INITIAL_CAPACITY = 1 << 14;

/**
 * Finds every cell with a surface and counts, so that meshes can be written straight into arrays of their size.
 *
 * @param indices labels `[0, numLabels)` of `cells + 1` voxels per axis, x fastest, with a layer of 0 around.
 * @throws TooLargeError where a slice has more than 2^24 cells.
 */
export function planCells(indices: Int32Array, cells: Xyz, numLabels: number): CellPlan {
  if (cells[0] * cells[1] > MAX_SLICE_CELLS) {
    const got = `${cells[0]} x ${cells[1]}`;
    const cure = 'Mesh smaller blocks and join them';
    throw new TooLargeError({
      subject: 'block',
      expected: `at most ${MAX_SLICE_CELLS} cells a slice`,
      got,
      cure,
    });
  }
  const drawing = createDrawList(numLabels);
  const sliceBegins = new Int32Array(cells[2] + 1);
  const row = cells[0] + 1;
  const layer = row * (cells[1] + 1);
  for (let z = 0; z < cells[2]; z++) {
    for (let y = 0; y < cells[1]; y++) {
      scanRow(indices, { begin: z * layer + y * row, row, layer, firstCell: y * cells[0] }, drawing);
    }
    sliceBegins[z + 1] = drawing.length();
  }
  return { sliceBegins, ...drawing.finish() };
}

interface Row {
  /** First voxel of the row of cells, and the distances to the next row and layer of voxels. */
  readonly begin: number;
  readonly row: number;
  readonly layer: number;
  readonly firstCell: number;
}

/**
 * Walks a row of cells with the four voxels of the last column at hand, and stops only at cells whose eight
 * voxels differ; most do not.
 */
function scanRow(
  indices: Int32Array,
  { begin, row, layer, firstCell }: Row,
  { corners, add }: DrawList,
): void {
  let c0 = indices[begin]!;
  let c2 = indices[begin + row]!;
  let c4 = indices[begin + layer]!;
  let c6 = indices[begin + layer + row]!;
  let differs = (c0 ^ c2) | (c0 ^ c4) | (c0 ^ c6);
  for (let cell = firstCell, i = begin + 1; i < begin + row; cell++, i++) {
    const c1 = indices[i]!;
    const c3 = indices[i + row]!;
    const c5 = indices[i + layer]!;
    const c7 = indices[i + layer + row]!;
    const nextDiffers = (c1 ^ c3) | (c1 ^ c5) | (c1 ^ c7);
    if ((differs | nextDiffers | (c0 ^ c1)) !== 0) {
      corners[0] = c0;
      corners[1] = c1;
      corners[2] = c2;
      corners[3] = c3;
      corners[4] = c4;
      corners[5] = c5;
      corners[6] = c6;
      corners[7] = c7;
      add(cell);
    }
    c0 = c1;
    c2 = c3;
    c4 = c5;
    c6 = c7;
    differs = nextDiffers;
  }
}

interface DrawList {
  /** Labels of the corners of the cell to add; written by the caller. */
  readonly corners: Int32Array;
  /** Adds a draw for each label of `corners` but 0. */
  add(cell: number): void;
  length(): number;
  finish(): Omit<CellPlan, 'sliceBegins'>;
}

function createDrawList(numLabels: number): DrawList {
  const { ownVertices, triangleStart } = marchingCubesTable();
  const corners = new Int32Array(NUM_CORNERS);
  const vertexCounts = new Int32Array(numLabels);
  const triangleCounts = new Int32Array(numLabels);
  let drawLabels = new Int32Array(INITIAL_CAPACITY);
  let drawCells = new Int32Array(INITIAL_CAPACITY);
  let length = 0;

  function add(cell: number): void {
    if (length + NUM_CORNERS > drawLabels.length)
      [drawLabels, drawCells] = [doubled(drawLabels), doubled(drawCells)];
    for (let rest = 0xff; rest !== 0; ) {
      const label = corners[31 - Math.clz32(rest)]!;
      let configuration = 0;
      for (let corner = 0; corner < NUM_CORNERS; corner++) {
        if (corners[corner] === label) configuration |= 1 << corner;
      }
      rest &= ~configuration;
      if (label === 0) continue;
      drawLabels[length] = label;
      drawCells[length++] = (cell << 8) | configuration;
      vertexCounts[label]! += ownVertices[configuration]!;
      triangleCounts[label]! += (triangleStart[configuration + 1]! - triangleStart[configuration]!) / 3;
    }
  }

  const finish = () => ({ drawLabels, drawCells, vertexCounts, triangleCounts });
  return { corners, add, length: () => length, finish };
}

function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
