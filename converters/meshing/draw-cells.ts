import { EDGES_PER_CORNER, edgesOfTriangles } from './known-edges.ts';
import { marchingCubesTable } from './marching-cubes-table.ts';
import type { CellsOfBlock, Pen, PenOptions } from './pen.ts';
import { xOf, yOf, zOf } from './place.ts';

/** A mesh that is being drawn. */
interface Drawing extends Pick<PenOptions, 'lower'> {
  readonly positions: Int32Array<ArrayBuffer>;
  readonly indices: Uint32Array<ArrayBuffer>;
  /** Numbers of vertices by the place of their edge (`EDGES_PER_CORNER`). */
  readonly known: Int32Array;
  /** Corners from one row to the next. */
  readonly row: number;
  /** `edgesOfTriangles` in even slices, then in odd ones. */
  readonly entries: Int32Array;
  vertex: number;
  index: number;
}

/** Kept from label to label: what an earlier one left is never read, as every vertex is made before it is looked up. */
let kept = new Int32Array(0);
/** By corners a row, of short rows: most labels of a volume are small. */
const keptEntries = new Map<number, Int32Array>();
const SHORT_ROW = 64;

/** A pen that needs nothing but TypeScript; `createStripPen` draws the same with WebAssembly. */
export function createPlainPen({ lower, size, numVertices, numIndices }: PenOptions): Pen {
  const row = size[0] + 1;
  const length = EDGES_PER_CORNER * row * (size[1] + 1);
  if (kept.length < length) kept = new Int32Array(length);
  const positions = new Int32Array(3 * numVertices);
  const indices = new Uint32Array(numIndices);
  const entries = entriesOf(row);
  const drawing: Drawing = { positions, indices, lower, known: kept, row, entries, vertex: 0, index: 0 };
  return {
    draw: (part, begin, end) => drawCells(drawing, part, begin, end),
    finish: () => ({ positions, indices }),
  };
}

function entriesOf(row: number): Int32Array {
  const known = keptEntries.get(row);
  if (known) return known;
  const [even, odd] = [edgesOfTriangles(row, 0), edgesOfTriangles(row, 1)];
  const entries = new Int32Array(even.length + odd.length);
  entries.set(even);
  entries.set(odd, even.length);
  if (row <= SHORT_ROW) keptEntries.set(row, entries);
  return entries;
}

function drawCells(drawing: Drawing, part: CellsOfBlock, begin: number, end: number): void {
  const { cells, configurations, origin } = part;
  const { positions, indices, known, entries, lower, row } = drawing;
  const { triangleStart } = marchingCubesTable();
  const dx = origin[0] - lower[0];
  const dy = origin[1] - lower[1];
  const dz = origin[2] - lower[2];
  const half = entries.length / 2;
  const own = EDGES_PER_CORNER * (row + 1);
  let { vertex, index } = drawing;
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
  drawing.vertex = vertex;
  drawing.index = index;
}
