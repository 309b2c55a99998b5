import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Component } from './components.ts';
import type { Frame } from './frame.ts';

/** Voxels of a cell per axis. */
const CELL = 4;

/** Cells from the last one back to the one from where the end is looked for. */
const BACK = 6;

/** Cells around the last one where the end is looked for. */
const AROUND = 2.5;

/**
 * A voxel at an end of a component. A flood from cell to cell of 4 x 4 x 4 voxels reaches one cell last; around it, the voxel that is
 * farthest from a cell on the way there. Cells join what lies nearer than they are large, which for the choice of an end does not
 * matter.
 * @returns its index in the frame.
 */
export function findEnd({ grid, starts }: Frame, component: Component): number {
  const [nx, ny, nz] = grid.size;
  const cx = Math.ceil(nx / CELL) + 2;
  const cy = Math.ceil(ny / CELL) + 2;
  const cells = new Uint8Array(cx * cy * (Math.ceil(nz / CELL) + 2));
  const place = (index: number): Xyz => {
    const x = index % nx;
    const row = (index - x) / nx;
    const y = row % ny;
    return [x, y, (row - y) / ny];
  };
  const cellOf = ([x, y, z]: Xyz): number =>
    ((x / CELL) | 0) + 1 + cx * (((y / CELL) | 0) + 1 + cy * (((z / CELL) | 0) + 1));
  for (let i = 0; i < starts.length; i++) {
    const first = cellOf(place(starts[i]));
    const last = cellOf(place(starts[i] + component.ends[i] - component.starts[i] - 1));
    cells.fill(1, first, last + 1);
  }
  const middleOf = (cell: number): Xyz => {
    const x = cell % cx;
    const row = (cell - x) / cx;
    const y = row % cy;
    return [CELL * (x - 0.5), CELL * (y - 0.5), CELL * ((row - y) / cy - 0.5)];
  };
  const { last, inner } = floodCells(cells, [cx, cy], cellOf(place(starts[0])));
  const ends = [middleOf(last), middleOf(inner)] as const;
  let [best, bestSquare] = [starts[0], -1];
  for (let i = 0; i < starts.length; i++) {
    const [x, y, z] = place(starts[i]);
    const found = farthestOfRun([x, y, z], component.ends[i] - component.starts[i], ends, grid.voxelSizeNm);
    if (found && found.square > bestSquare) [best, bestSquare] = [starts[i] + found.at, found.square];
  }
  return best;
}

/** Of the voxels of a run that are near one place the one that is farthest from another. */
function farthestOfRun(
  [x0, y, z]: Xyz,
  count: number,
  [[lx, ly, lz], [px, py, pz]]: readonly [Xyz, Xyz],
  [sx, sy, sz]: Xyz,
): { readonly at: number; readonly square: number } | undefined {
  const near = AROUND * CELL;
  if (Math.abs(y + 0.5 - ly) > near || Math.abs(z + 0.5 - lz) > near) return undefined;
  const across = ((y + 0.5 - py) * sy) ** 2 + ((z + 0.5 - pz) * sz) ** 2;
  let [at, square] = [-1, -1];
  for (let i = 0; i < count; i++) {
    if (Math.abs(x0 + i + 0.5 - lx) > near) continue;
    const along = (x0 + i + 0.5 - px) * sx;
    if (across + along * along > square) [at, square] = [i, across + along * along];
  }
  return at < 0 ? undefined : { at, square };
}

/** @param cells 1 where there is something; 0 afterwards. @returns the cell that is reached last, and one on the way to it. */
function floodCells(
  cells: Uint8Array,
  [cx, cy]: readonly [number, number],
  start: number,
): { readonly last: number; readonly inner: number } {
  const parents = new Map<number, number>();
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
            parents.set(near, at);
            next.push(near);
          }
        }
      }
    }
    edge = next;
  }
  let inner = last;
  for (let i = 0; i < BACK; i++) inner = parents.get(inner) ?? inner;
  return { last, inner };
}
