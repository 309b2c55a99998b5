import type { Component } from './components.ts';
import type { Frame } from './frame.ts';

/** Voxels of a cell per axis. */
const CELL = 4;

/**
 * A voxel at an end of a component: in the cell of 4 x 4 x 4 voxels that a flood from cell to cell reaches last. Cells join what
 * lies nearer than they are large, which for the choice of an end does not matter.
 * @returns its index in the frame.
 */
export function findEnd({ grid, starts }: Frame, component: Component): number {
  const [nx, ny, nz] = grid.size;
  const cx = Math.ceil(nx / CELL) + 2;
  const cy = Math.ceil(ny / CELL) + 2;
  const cells = new Uint8Array(cx * cy * (Math.ceil(nz / CELL) + 2));
  const cellOf = (index: number): number => {
    const x = index % nx;
    const row = (index - x) / nx;
    const y = row % ny;
    const z = (row - y) / ny;
    return ((x / CELL) | 0) + 1 + cx * (((y / CELL) | 0) + 1 + cy * (((z / CELL) | 0) + 1));
  };
  for (let i = 0; i < starts.length; i++) {
    const first = cellOf(starts[i]);
    const last = cellOf(starts[i] + component.ends[i] - component.starts[i] - 1);
    cells.fill(1, first, last + 1);
  }
  const last = floodCells(cells, [cx, cy], cellOf(starts[0]));
  for (let i = 0; i < starts.length; i++) {
    const end = starts[i] + component.ends[i] - component.starts[i];
    for (let index = starts[i]; index < end; index++) if (cellOf(index) === last) return index;
  }
  return starts[0];
}

/** @param cells 1 where there is something; 0 afterwards. @returns the cell that is reached last. */
function floodCells(cells: Uint8Array, [cx, cy]: readonly [number, number], start: number): number {
  let edge = [start];
  let last = start;
  cells[start] = 0;
  while (edge.length > 0) {
    last = edge[edge.length - 1];
    const next: number[] = [];
    for (const at of edge) {
      for (let dz = -1; dz <= 1; dz++) {
        for (let dy = -1; dy <= 1; dy++) {
          for (let dx = -1; dx <= 1; dx++) {
            const near = at + dx + cx * (dy + cy * dz);
            if (cells[near] === 0) continue;
            cells[near] = 0;
            next.push(near);
          }
        }
      }
    }
    edge = next;
  }
  return last;
}
