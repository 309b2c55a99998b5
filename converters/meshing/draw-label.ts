import { TooLargeError } from '../../datasets/errors.ts';
import type { Xyz } from '../../datasets/geometry/index.ts';
import { type CellsOfBlock, createPen, drawCells, type LatticeMesh } from './draw-cells.ts';
import { marchingCubesTable } from './marching-cubes-table.ts';
import { mergeRows } from './merge-rows.ts';
import { PLACE_ROW, xOf, yOf, zOf } from './place.ts';

const MAX_SLICE = 2 ** 24;
const MAX_SIDE = 2 ** 15;

/**
 * Draws the surface of one label from its cells in any number of blocks. The same voxels give the same vertices and triangles
 * in the same order, however the volume was cut into blocks: cells are drawn by their place, z, y, x.
 * @throws TooLargeError where the box around the label is longer than 2^15 cells, or wider than 2^24 cells a slice.
 */
export function drawLabel(parts: readonly CellsOfBlock[]): LatticeMesh {
  const { lower, size } = boundsOfCells(parts);
  if ((size[0] + 1) * (size[1] + 1) > MAX_SLICE || Math.max(...size) > MAX_SIDE) {
    throw new TooLargeError({
      subject: 'label',
      expected: `a surface within ${MAX_SIDE} cells an axis and ${MAX_SLICE} a slice`,
      got: `${size[0]} x ${size[1]} x ${size[2]}`,
      cure: 'Mesh a coarser scale: --mip',
    });
  }
  const pen = createPen({ lower, size, ...lengthsOf(parts) });
  if (parts.length === 1) drawCells(pen, parts[0], 0, parts[0].cells.length);
  else mergeRows(parts, lower, (part, begin, end) => drawCells(pen, part, begin, end));
  return { positions: pen.positions, indices: pen.indices };
}

function boundsOfCells(parts: readonly CellsOfBlock[]): { lower: Xyz; size: Xyz } {
  const lower = [Infinity, Infinity, Infinity];
  const upper = [-Infinity, -Infinity, -Infinity];
  for (const { origin, cells } of parts) {
    if (cells.length === 0) continue;
    let [x0, y0, x1, y1] = [PLACE_ROW, PLACE_ROW, 0, 0];
    for (let i = 0; i < cells.length; i++) {
      const x = xOf(cells[i]);
      const y = yOf(cells[i]);
      if (x < x0) x0 = x;
      if (x > x1) x1 = x;
      if (y < y0) y0 = y;
      if (y > y1) y1 = y;
    }
    // Places ascend, so that z does.
    const low = [x0, y0, zOf(cells[0])];
    const high = [x1, y1, zOf(cells[cells.length - 1])];
    for (const axis of [0, 1, 2]) {
      lower[axis] = Math.min(lower[axis], origin[axis] + low[axis]);
      upper[axis] = Math.max(upper[axis], origin[axis] + high[axis]);
    }
  }
  const size = [0, 1, 2].map((axis) => Math.max(0, upper[axis] - lower[axis] + 1)) as unknown as Xyz;
  return { lower: lower as unknown as Xyz, size };
}

/** So that a mesh can be drawn straight into arrays of its size. */
function lengthsOf(parts: readonly CellsOfBlock[]): { numVertices: number; numIndices: number } {
  const { ownVertices, triangleStart } = marchingCubesTable();
  let [numVertices, numIndices] = [0, 0];
  for (const { configurations } of parts) {
    for (let i = 0; i < configurations.length; i++) {
      const configuration = configurations[i];
      numVertices += ownVertices[configuration];
      numIndices += triangleStart[configuration + 1] - triangleStart[configuration];
    }
  }
  return { numVertices, numIndices };
}
