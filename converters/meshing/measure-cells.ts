import { marchingCubesTable } from './marching-cubes-table.ts';
import type { CellsOfBlock } from './pen.ts';
import { PLACE_ROW, xOf, yOf } from './place.ts';

/** Box of some cells along x and y, first and last, and how much they draw. */
export interface Measures {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
  numVertices: number;
  numIndices: number;
}

/** Of no cells. */
export const nothing = (): Measures => ({
  x0: PLACE_ROW,
  y0: PLACE_ROW,
  x1: 0,
  y1: 0,
  numVertices: 0,
  numIndices: 0,
});

/** Measures cells of one block in plain TypeScript; `measureByKernel` does the same with WebAssembly. */
export function measureCells({ cells, configurations }: Omit<CellsOfBlock, 'origin'>): Measures {
  const { ownVertices, triangleStart } = marchingCubesTable();
  let { x0, y0, x1, y1, numVertices, numIndices } = nothing();
  for (let i = 0; i < cells.length; i++) {
    const x = xOf(cells[i]);
    const y = yOf(cells[i]);
    if (x < x0) x0 = x;
    if (x > x1) x1 = x;
    if (y < y0) y0 = y;
    if (y > y1) y1 = y;
    const configuration = configurations[i];
    numVertices += ownVertices[configuration];
    numIndices += triangleStart[configuration + 1] - triangleStart[configuration];
  }
  return { x0, y0, x1, y1, numVertices, numIndices };
}
