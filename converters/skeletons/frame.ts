import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Component } from './components.ts';
import { createGrid, type Grid, indexAt, voxelAt } from './grid.ts';

/** The box around one component: a grid of its own, so that what is near in space is near in memory. */
export interface Frame {
  readonly grid: Grid;
  /** The box's first voxel in the block. */
  readonly origin: Xyz;
  /** Frame index of the first voxel of each run of the component. */
  readonly starts: Int32Array;
}

export function frameOf(block: Grid, { starts, ends }: Component): Frame {
  const [nx, ny] = block.size;
  const low: [number, number, number] = [nx, ny, block.size[2]];
  const high: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < starts.length; i++) {
    const x = starts[i] % nx;
    const row = (starts[i] - x) / nx;
    const y = row % ny;
    const z = (row - y) / ny;
    if (x < low[0]) low[0] = x;
    if (y < low[1]) low[1] = y;
    if (z < low[2]) low[2] = z;
    if (x + ends[i] - starts[i] > high[0]) high[0] = x + ends[i] - starts[i];
    if (y >= high[1]) high[1] = y + 1;
    if (z >= high[2]) high[2] = z + 1;
  }
  const grid = createGrid([high[0] - low[0], high[1] - low[1], high[2] - low[2]], block.voxelSizeNm);
  const origin: Xyz = [low[0] - 1, low[1] - 1, low[2] - 1];
  const frame = { grid, origin, starts: new Int32Array(starts.length) };
  for (let i = 0; i < starts.length; i++) frame.starts[i] = toFrame(frame, voxelAt(block, starts[i]));
  return frame;
}

/** @param voxel of the block. @returns its index in the frame; -1 where it is outside. */
export function toFrame({ grid, origin }: Pick<Frame, 'grid' | 'origin'>, voxel: Xyz): number {
  const [x, y, z] = [voxel[0] - origin[0], voxel[1] - origin[1], voxel[2] - origin[2]];
  const [nx, ny, nz] = grid.size;
  if (x < 0 || y < 0 || z < 0 || x > nx - 3 || y > ny - 3 || z > nz - 3) return -1;
  return indexAt(grid, [x, y, z]);
}

/** @returns voxel of the block at an index of the frame. */
export function fromFrame({ grid, origin }: Pick<Frame, 'grid' | 'origin'>, index: number): Xyz {
  const [x, y, z] = voxelAt(grid, index);
  return [x + origin[0], y + origin[1], z + origin[2]];
}

/** Calls `visit` for each voxel of a component with its index in the frame and in the block, ascending. */
export function eachVoxel(
  { starts }: Frame,
  component: Component,
  visit: (index: number, inBlock: number) => void,
): void {
  for (let i = 0; i < starts.length; i++) {
    const [first, last] = [component.starts[i], component.ends[i]];
    for (let inBlock = first, index = starts[i]; inBlock < last; inBlock++, index++) visit(index, inBlock);
  }
}
