import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { Component } from './components.ts';
import { createGrid, type Grid, indexAt, voxelAt } from './grid.ts';

/** The box around one component: a grid of its own, so that what is near in space is near in memory. */
export interface Frame {
  readonly grid: Grid;
  /** The box's first voxel in the grid of the label. */
  readonly origin: Xyz;
  /** Frame index of the first voxel of each run of the component. */
  readonly starts: Int32Array;
}

/** @returns the first voxel of the box around runs, and how many it has per axis. */
export function boxAround(
  label: Grid,
  { starts, ends }: Omit<Component, 'voxels'>,
): { origin: Xyz; size: Xyz } {
  const low = [...label.size];
  const high = [0, 0, 0];
  for (let i = 0; i < starts.length; i++) {
    const [x, y, z] = voxelAt(label, starts[i]);
    if (x < low[0]) low[0] = x;
    if (y < low[1]) low[1] = y;
    if (z < low[2]) low[2] = z;
    if (x + ends[i] - starts[i] > high[0]) high[0] = x + ends[i] - starts[i];
    if (y >= high[1]) high[1] = y + 1;
    if (z >= high[2]) high[2] = z + 1;
  }
  return {
    origin: xyz(low[0], low[1], low[2]),
    size: xyz(high[0] - low[0], high[1] - low[1], high[2] - low[2]),
  };
}

export function frameOf(label: Grid, component: Component): Frame {
  const { origin, size } = boxAround(label, component);
  const grid = createGrid(size, label.voxelSizeNm);
  const frame = { grid, origin, starts: new Int32Array(component.starts.length) };
  for (let i = 0; i < component.starts.length; i++)
    frame.starts[i] = toFrame(frame, voxelAt(label, component.starts[i]));
  return frame;
}

/** @param voxel of the label's grid. @returns its index in the frame; -1 where it is outside. */
export function toFrame({ grid, origin }: Pick<Frame, 'grid' | 'origin'>, voxel: Xyz): number {
  const [x, y, z] = [voxel[0] - origin[0], voxel[1] - origin[1], voxel[2] - origin[2]];
  const [nx, ny, nz] = grid.size;
  if (x < 0 || y < 0 || z < 0 || x > nx - 3 || y > ny - 3 || z > nz - 3) return -1;
  return indexAt(grid, [x, y, z]);
}

/** @returns voxel of the label's grid at an index of the frame. */
export function fromFrame({ grid, origin }: Pick<Frame, 'grid' | 'origin'>, index: number): Xyz {
  const [x, y, z] = voxelAt(grid, index);
  return [x + origin[0], y + origin[1], z + origin[2]];
}

/** Calls `visit` for each run of a component with the frame's indices of its first voxel and of that after its last, ascending. */
export function eachRun(
  { starts }: Frame,
  { starts: first, ends }: Component,
  visit: (start: number, end: number) => void,
): void {
  for (let i = 0; i < starts.length; i++) visit(starts[i], starts[i] + ends[i] - first[i]);
}

/** Calls `visit` for each voxel of a component with its index in the frame, ascending. */
export function eachVoxel({ starts }: Frame, component: Component, visit: (index: number) => void): void {
  for (let i = 0; i < starts.length; i++) {
    const end = starts[i] + component.ends[i] - component.starts[i];
    for (let index = starts[i]; index < end; index++) visit(index);
  }
}
