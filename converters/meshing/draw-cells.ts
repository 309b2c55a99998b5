import type { Xyz } from '../../datasets/geometry/index.ts';
import { CUBE_EDGES } from './cube.ts';
import { marchingCubesTable } from './marching-cubes-table.ts';
import { xOf, yOf, zOf } from './place.ts';

/** A closed surface on the lattice of half voxels. */
export interface LatticeMesh {
  /** x, y, z of each vertex, in half voxels from the volume's first corner. */
  readonly positions: Int32Array<ArrayBuffer>;
  /** Three vertices a triangle, counter-clockwise seen from outside. */
  readonly indices: Uint32Array<ArrayBuffer>;
}

/** Cells of one label that one block has. */
export interface CellsOfBlock {
  /** Place of the block's first cell among those of the volume: that between voxels -1 and 0 is cell 0. */
  readonly origin: Xyz;
  /** Places as in `BlockCells`, ascending. */
  readonly cells: Uint32Array;
  readonly configurations: Uint8Array;
}

/** A mesh that is being drawn. */
export interface Pen extends LatticeMesh {
  /** First cell of the label's box. */
  readonly lower: Xyz;
  /** Numbers of vertices by the place of their edge: `EDGES_PER_CORNER` for each corner of a slice, x fastest. */
  readonly known: Int32Array;
  /** Corners from one row to the next. */
  readonly row: number;
  /** For the triangles of the table in even slices, then in odd ones: where their vertices are known. */
  readonly entries: Int32Array;
  vertex: number;
  index: number;
}

/** x and y edges of the layer below, x and y edges of that above, z edges between. */
const EDGES_PER_CORNER = 5;

export interface PenOptions {
  readonly lower: Xyz;
  /** Cells per axis of the label's box. */
  readonly size: Xyz;
  readonly numVertices: number;
  readonly numIndices: number;
}

/** Kept from label to label: what an earlier one left is never read, as every vertex is made before it is looked up. */
let kept = new Int32Array(0);
/** By corners a row, of short rows: most labels of a volume are small. */
const keptEntries = new Map<number, Int32Array>();
const SHORT_ROW = 64;

export function createPen({ lower, size, numVertices, numIndices }: PenOptions): Pen {
  const row = size[0] + 1;
  const length = EDGES_PER_CORNER * row * (size[1] + 1);
  if (kept.length < length) kept = new Int32Array(length);
  return {
    positions: new Int32Array(3 * numVertices),
    indices: new Uint32Array(numIndices),
    lower,
    known: kept,
    row,
    entries: entriesOf(row),
    vertex: 0,
    index: 0,
  };
}

/** What was above a slice is below the next without being moved: the layers change their places. */
function entriesOf(row: number): Int32Array {
  const known = keptEntries.get(row);
  if (known) return known;
  const { triangles } = marchingCubesTable();
  const entries = new Int32Array(2 * triangles.length);
  for (const parity of [0, 1]) {
    const ofEdge = CUBE_EDGES.map(({ axis, lower }) => {
      const corner = (lower & 1) + ((lower >> 1) & 1) * row;
      const kind = axis === 2 ? 4 : 2 * ((lower >> 2) ^ parity) + axis;
      return EDGES_PER_CORNER * corner + kind;
    });
    for (let i = 0; i < triangles.length; i++) entries[parity * triangles.length + i] = ofEdge[triangles[i]];
  }
  if (row <= SHORT_ROW) keptEntries.set(row, entries);
  return entries;
}

/**
 * Draws cells `[begin, end)` of a part: the first of the four cells around an edge makes its vertex, the others find it by
 * the place of the edge. Of the cells of the label's box, those before them in the order z, y, x must have been drawn.
 */
export function drawCells(pen: Pen, part: CellsOfBlock, begin: number, end: number): void {
  const { cells, configurations, origin } = part;
  const { positions, indices, known, entries, lower, row } = pen;
  const { triangleStart } = marchingCubesTable();
  const dx = origin[0] - lower[0];
  const dy = origin[1] - lower[1];
  const dz = origin[2] - lower[2];
  const half = entries.length / 2;
  const own = EDGES_PER_CORNER * (row + 1);
  let { vertex, index } = pen;
  for (let i = begin; i < end; i++) {
    const cell = cells[i];
    const configuration = configurations[i];
    const x = xOf(cell) + dx;
    const y = yOf(cell) + dy;
    const z = zOf(cell) + dz;
    const odd = z & 1;
    const place = EDGES_PER_CORNER * (y * row + x);
    const last = configuration >> 7;
    if (((configuration >> 6) & 1) !== last) {
      const at = 3 * vertex;
      positions[at] = 2 * (lower[0] + x);
      positions[at + 1] = 2 * (lower[1] + y) + 1;
      positions[at + 2] = 2 * (lower[2] + z) + 1;
      known[place + EDGES_PER_CORNER * row + 2 - 2 * odd] = vertex++;
    }
    if (((configuration >> 5) & 1) !== last) {
      const at = 3 * vertex;
      positions[at] = 2 * (lower[0] + x) + 1;
      positions[at + 1] = 2 * (lower[1] + y);
      positions[at + 2] = 2 * (lower[2] + z) + 1;
      known[place + EDGES_PER_CORNER + 3 - 2 * odd] = vertex++;
    }
    if (((configuration >> 3) & 1) !== last) {
      const at = 3 * vertex;
      positions[at] = 2 * (lower[0] + x) + 1;
      positions[at + 1] = 2 * (lower[1] + y) + 1;
      positions[at + 2] = 2 * (lower[2] + z);
      known[place + own + 4] = vertex++;
    }
    const base = odd * half;
    const stop = base + triangleStart[configuration + 1];
    for (let t = base + triangleStart[configuration]; t < stop; t++)
      indices[index++] = known[place + entries[t]];
  }
  pen.vertex = vertex;
  pen.index = index;
}
