import { TooLargeError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
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
  /** Cells per axis of the block. */
  readonly size: Xyz;
  readonly cells: Uint32Array;
  readonly configurations: Uint8Array;
}

const MAX_SLICE = 2 ** 24;
/** A place and a configuration must fit into a double's 53 bits. */
const MAX_PLACES = 2 ** 45;

/**
 * Draws the surface of one label from its cells in any number of blocks. The same voxels give the same vertices and triangles
 * in the same order, however the volume was cut into blocks: cells are drawn by their place, z, y, x.
 * @throws TooLargeError where the box around the label is wider than 2^24 cells a slice.
 */
export function drawLabel(parts: readonly CellsOfBlock[]): LatticeMesh {
  const { lower, size } = boundsOfCells(parts);
  const slice = (size[0] + 1) * (size[1] + 1);
  if (slice > MAX_SLICE || slice * (size[2] + 1) > MAX_PLACES) {
    throw new TooLargeError({
      subject: 'label',
      expected: `a surface within ${MAX_SLICE} cells a slice`,
      got: `${size[0]} x ${size[1]} x ${size[2]}`,
      cure: 'Mesh a coarser scale: --mip',
    });
  }
  return draw(sortedDraws(parts, lower, size), lower, size);
}

function boundsOfCells(parts: readonly CellsOfBlock[]): { lower: Xyz; size: Xyz } {
  const lower = [Infinity, Infinity, Infinity];
  const upper = [-Infinity, -Infinity, -Infinity];
  for (const { origin, size, cells } of parts) {
    const slice = size[0] * size[1];
    const min = [slice, slice, Infinity];
    const max = [-1, -1, -1];
    for (let i = 0; i < cells.length; i++) {
      const z = Math.floor(cells[i] / slice);
      const rest = cells[i] - z * slice;
      const y = (rest / size[0]) | 0;
      const x = rest - y * size[0];
      if (x < min[0]) min[0] = x;
      if (x > max[0]) max[0] = x;
      if (y < min[1]) min[1] = y;
      if (y > max[1]) max[1] = y;
      if (z < min[2]) min[2] = z;
      if (z > max[2]) max[2] = z;
    }
    if (cells.length === 0) continue;
    for (const axis of [0, 1, 2] as const) {
      lower[axis] = Math.min(lower[axis], origin[axis] + min[axis]);
      upper[axis] = Math.max(upper[axis], origin[axis] + max[axis]);
    }
  }
  const size = [0, 1, 2].map((axis) => Math.max(0, upper[axis] - lower[axis] + 1)) as unknown as Xyz;
  return { lower: lower as unknown as Xyz, size };
}

/** Place * 256 + configuration of each cell, ascending. */
function sortedDraws(parts: readonly CellsOfBlock[], lower: Xyz, bounds: Xyz): Float64Array {
  const draws = new Float64Array(parts.reduce((sum, { cells }) => sum + cells.length, 0));
  let at = 0;
  for (const { origin, size, cells, configurations } of parts) {
    const slice = size[0] * size[1];
    const [dx, dy, dz] = [origin[0] - lower[0], origin[1] - lower[1], origin[2] - lower[2]];
    for (let i = 0; i < cells.length; i++) {
      const z = Math.floor(cells[i] / slice);
      const rest = cells[i] - z * slice;
      const y = (rest / size[0]) | 0;
      const x = rest - y * size[0];
      draws[at++] = (((z + dz) * bounds[1] + y + dy) * bounds[0] + x + dx) * 256 + configurations[i];
    }
  }
  return parts.length > 1 ? draws.sort() : draws;
}

const LOWER_CORNER = CUBE_EDGES.map(({ lower }) => lower);
const IS_OWN = Uint8Array.from(CUBE_EDGES, (_, edge) => Number(isOwnEdge(edge)));
const TWICE_MIDPOINT = Int32Array.from(CUBE_EDGES.flatMap(({ midpoint }) => midpoint.map((m) => 2 * m)));

/** As `drawCells`, for one label: the first of the four cells around an edge makes its vertex. */
function draw(draws: Float64Array, lower: Xyz, size: Xyz): LatticeMesh {
  const { edgeStart, edges, triangleStart, triangles, ownVertices } = marchingCubesTable();
  let [numVertices, numIndices] = [0, 0];
  for (let i = 0; i < draws.length; i++) {
    const configuration = draws[i] % 256;
    numVertices += ownVertices[configuration];
    numIndices += triangleStart[configuration + 1] - triangleStart[configuration];
  }
  const positions = new Int32Array(3 * numVertices);
  const indices = new Uint32Array(numIndices);
  const row = size[0] + 1;
  const layer = row * (size[1] + 1);
  const known = new Int32Array(5 * layer);
  const tables = [tablesOfSlice(0, row, layer), tablesOfSlice(1, row, layer)];
  const slice = size[0] * size[1];
  const cellVertices = new Int32Array(CUBE_EDGES.length);
  let [vertex, index] = [0, 0];
  for (let i = 0; i < draws.length; i++) {
    const place = Math.floor(draws[i] / 256);
    const configuration = draws[i] - place * 256;
    const z = Math.floor(place / slice);
    const rest = place - z * slice;
    const y = (rest / size[0]) | 0;
    const x = rest - y * size[0];
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
