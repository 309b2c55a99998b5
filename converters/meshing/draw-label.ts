import { TooLargeError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { PLACE_BITS } from './block-cells.ts';
import { CUBE_EDGES, isOwnEdge } from './cube.ts';
import { marchingCubesTable } from './marching-cubes-table.ts';

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

const MAX_SLICE = 2 ** 24;
/** Bits of a coordinate within the label's box: three of them and a configuration fit into a double's 53 bits. */
const BOX_BITS = 15;
const ROW = 2 ** BOX_BITS;

/**
 * Draws the surface of one label from its cells in any number of blocks. The same voxels give the same vertices and triangles
 * in the same order, however the volume was cut into blocks: cells are drawn by their place, z, y, x.
 * @throws TooLargeError where the box around the label is longer than 2^15 cells, or wider than 2^24 cells a slice.
 */
export function drawLabel(parts: readonly CellsOfBlock[]): LatticeMesh {
  const { lower, size } = boundsOfCells(parts);
  if ((size[0] + 1) * (size[1] + 1) > MAX_SLICE || Math.max(...size) > ROW) {
    throw new TooLargeError({
      subject: 'label',
      expected: `a surface within ${ROW} cells an axis and ${MAX_SLICE} a slice`,
      got: `${size[0]} x ${size[1]} x ${size[2]}`,
      cure: 'Mesh a coarser scale: --mip',
    });
  }
  return draw(sortedDraws(parts, lower), lower, size);
}

const MASK = 2 ** PLACE_BITS - 1;

function boundsOfCells(parts: readonly CellsOfBlock[]): { lower: Xyz; size: Xyz } {
  const lower = [Infinity, Infinity, Infinity];
  const upper = [-Infinity, -Infinity, -Infinity];
  for (const { origin, cells } of parts) {
    if (cells.length === 0) continue;
    let [x0, y0, x1, y1] = [MASK, MASK, 0, 0];
    for (let i = 0; i < cells.length; i++) {
      const x = cells[i] & MASK;
      const y = (cells[i] >>> PLACE_BITS) & MASK;
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
    }
    // Places ascend, so that z does.
    const [z0, z1] = [cells[0], cells[cells.length - 1]].map((cell) => cell >>> (2 * PLACE_BITS));
    for (const [axis, [low, high]] of [
      [x0, x1],
      [y0, y1],
      [z0, z1],
    ].entries()) {
      lower[axis] = Math.min(lower[axis], origin[axis] + low);
      upper[axis] = Math.max(upper[axis], origin[axis] + high);
    }
  }
  const size = [0, 1, 2].map((axis) => Math.max(0, upper[axis] - lower[axis] + 1)) as unknown as Xyz;
  return { lower: lower as unknown as Xyz, size };
}

/** Of each cell its place within the box and its configuration, ((z * 2^15 + y) * 2^15 + x) * 2^8 + c, ascending. */
function sortedDraws(parts: readonly CellsOfBlock[], lower: Xyz): Float64Array {
  const draws = new Float64Array(parts.reduce((sum, { cells }) => sum + cells.length, 0));
  let at = 0;
  for (const { origin, cells, configurations } of parts) {
    const [dx, dy, dz] = [origin[0] - lower[0], origin[1] - lower[1], origin[2] - lower[2]];
    for (let i = 0; i < cells.length; i++) {
      const x = (cells[i] & MASK) + dx;
      const y = ((cells[i] >>> PLACE_BITS) & MASK) + dy;
      const z = (cells[i] >>> (2 * PLACE_BITS)) + dz;
      draws[at++] = ((z * ROW + y) * ROW + x) * 256 + configurations[i];
    }
  }
  return parts.length > 1 ? draws.sort() : draws;
}

const LOWER_CORNER = CUBE_EDGES.map(({ lower }) => lower);
const IS_OWN = Uint8Array.from(CUBE_EDGES, (_, edge) => Number(isOwnEdge(edge)));
const TWICE_MIDPOINT = Int32Array.from(CUBE_EDGES.flatMap(({ midpoint }) => midpoint.map((m) => 2 * m)));

/** Kept from label to label: what an earlier one left is never read, as every vertex is made before it is looked up. */
let kept = new Int32Array(0);

function takeTables(length: number): Int32Array {
  if (kept.length < length) kept = new Int32Array(length);
  return kept;
}

/** As `drawCells`, for one label: the first of the four cells around an edge makes its vertex. */
function draw(draws: Float64Array, lower: Xyz, size: Xyz): LatticeMesh {
  const { edgeStart, edges, triangleStart, triangles, ownVertices } = marchingCubesTable();
  let [numVertices, numIndices] = [0, 0];
  for (let i = 0; i < draws.length; i++) {
    const configuration = (draws[i] - Math.floor(draws[i] / 256) * 256) | 0;
    numVertices += ownVertices[configuration];
    numIndices += triangleStart[configuration + 1] - triangleStart[configuration];
  }
  const positions = new Int32Array(3 * numVertices);
  const indices = new Uint32Array(numIndices);
  const row = size[0] + 1;
  const layer = row * (size[1] + 1);
  const known = takeTables(5 * layer);
  const tables = [tablesOfSlice(0, row, layer), tablesOfSlice(1, row, layer)];
  const cellVertices = new Int32Array(CUBE_EDGES.length);
  let [vertex, index] = [0, 0];
  for (let i = 0; i < draws.length; i++) {
    // Bits 0-7 are the configuration, 8-22 x, 23-37 y, 38 and above z.
    const high = Math.floor(draws[i] / 2 ** 23);
    const rest = draws[i] - high * 2 ** 23;
    const configuration = rest & 0xff;
    const x = rest >>> 8;
    const z = Math.floor(high / ROW);
    const y = high - z * ROW;
    const tableOf = tables[z & 1];
    const corner = y * row + x;
    const edgesEnd = edgeStart[configuration + 1];
    for (let e = edgeStart[configuration]; e < edgesEnd; e++) {
      const edge = edges[e];
      const entry = tableOf[edge] + corner;
      if (IS_OWN[edge] === 1) {
        positions[3 * vertex] = 2 * (lower[0] + x) - 1 + TWICE_MIDPOINT[3 * edge];
        positions[3 * vertex + 1] = 2 * (lower[1] + y) - 1 + TWICE_MIDPOINT[3 * edge + 1];
        positions[3 * vertex + 2] = 2 * (lower[2] + z) - 1 + TWICE_MIDPOINT[3 * edge + 2];
        known[entry] = vertex++;
      }
      cellVertices[edge] = known[entry];
    }
    const trianglesEnd = triangleStart[configuration + 1];
    for (let t = triangleStart[configuration]; t < trianglesEnd; t++)
      indices[index++] = cellVertices[triangles[t]];
  }
  return { positions, indices };
}

/** Where the places of each edge begin: x and y edges below and above the slice, z edges between. */
function tablesOfSlice(parity: number, row: number, layer: number): Int32Array {
  const below = parity * 2;
  const above = 2 - below;
  return Int32Array.from(CUBE_EDGES, ({ axis }, edge) => {
    const lower = LOWER_CORNER[edge];
    const table = axis === 2 ? 4 : (lower >> 2 === 1 ? above : below) + axis;
    return table * layer + (lower & 1) + ((lower >> 1) & 1) * row;
  });
}
