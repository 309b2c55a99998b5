import type { CentredTree } from './centred-tree.ts';
import type { Component } from './component.ts';
import { type Grid, UNITS_PER_VOXEL, voxelAt } from './grid.ts';

/** The chosen voxels of a component and the tree that joins them. */
export interface VoxelTree {
  /** Rank of each vertex, in the order in which they were chosen. */
  readonly vertices: readonly number[];
  /** For each vertex the number of its parent vertex; the root's is -1. */
  readonly parents: readonly number[];
}

export interface TraceInput {
  readonly grid: Grid;
  readonly component: Component;
  /** Scratch, as long as the grid: the voxels that this component's paths cover hold `mark` afterwards. */
  readonly covered: Int32Array;
  /** Other than in any call before. */
  readonly mark: number;
  readonly tree: CentredTree;
  /** By rank: what lies so near, nanometres, is covered by a path through the voxel. */
  readonly reachesNm: (rank: number) => number;
  /** Ranks whose paths are traced first, whatever is covered already. */
  readonly required: readonly number[];
  readonly root: number;
}

/**
 * Traces the path of the farthest voxel that no path covers yet, until all are covered (TEASAR). Every path follows
 * the same tree to its root, so that their union has no cycle.
 */
export function tracePaths(input: TraceInput): VoxelTree {
  const { component, tree, required, root, covered, mark } = input;
  const count = component.voxels.length;
  const numbers = new Int32Array(count).fill(-1);
  const vertices: number[] = [];
  const parents: number[] = [];
  const addPath = (target: number) => {
    const path: number[] = [];
    let at = target;
    for (; at >= 0 && numbers[at] < 0; at = tree.parents[at]) path.push(at);
    let parent = at < 0 ? -1 : numbers[at];
    for (const rank of path.reverse()) {
      numbers[rank] = vertices.length;
      vertices.push(rank);
      parents.push(parent);
      parent = numbers[rank];
    }
    coverPath(input, path);
  };
  addPath(root);
  for (const rank of required) addPath(rank);
  const order = byDescendingLength(tree.lengths);
  // What crosses one face only ends in this block: its end is wanted, though the ball around the crossing may cover it.
  if (required.length === 1) addPath(order[0]);
  for (const rank of order) if (covered[component.voxels[rank]] !== mark) addPath(rank);
  return { vertices, parents };
}

/** Balls around neighbours cover nearly the same: the next one is an eighth of a ball's reach away, at the end or before. */
function coverPath(input: TraceInput, path: readonly number[]): void {
  const { grid, tree, reachesNm } = input;
  const unitNm = Math.min(...grid.voxelSizeNm) / UNITS_PER_VOXEL;
  let covered = Number.NEGATIVE_INFINITY;
  for (const [i, rank] of path.entries()) {
    const walked = tree.lengths[rank] * unitNm;
    if (walked - covered < reachesNm(rank) / 8 && i + 1 < path.length) continue;
    coverBall(input, rank);
    covered = walked;
  }
}

/** Marks a ball around a voxel, whatever is in it: whole rows are faster than looking. */
function coverBall({ grid, component, covered, mark, reachesNm }: TraceInput, rank: number): void {
  const radius = reachesNm(rank);
  const { size, voxelSizeNm } = grid;
  const centre = voxelAt(grid, component.voxels[rank]);
  const range = (axis: 0 | 1 | 2, reach: number): [number, number] => {
    const steps = Math.floor(reach / voxelSizeNm[axis]);
    return [Math.max(0, centre[axis] - steps), Math.min(size[axis] - 3, centre[axis] + steps)];
  };
  const [z0, z1] = range(2, radius);
  for (let z = z0; z <= z1; z++) {
    const dz = (z - centre[2]) * voxelSizeNm[2];
    const inPlane = radius * radius - dz * dz;
    const [y0, y1] = range(1, Math.sqrt(Math.max(0, inPlane)));
    for (let y = y0; y <= y1; y++) {
      const dy = (y - centre[1]) * voxelSizeNm[1];
      const [x0, x1] = range(0, Math.sqrt(Math.max(0, inPlane - dy * dy)));
      const row = 1 + size[0] * (y + 1 + size[1] * (z + 1));
      covered.fill(mark, row + x0, row + x1 + 1);
    }
  }
}

/** Ranks from the longest path to the shortest, by counting; equal ones in order of rank. */
function byDescendingLength(lengths: Int32Array): Int32Array {
  let max = 0;
  for (let i = 0; i < lengths.length; i++) max = Math.max(max, lengths[i]);
  const starts = new Int32Array(max + 2);
  for (let i = 0; i < lengths.length; i++) starts[max - lengths[i] + 1]++;
  for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
  const order = new Int32Array(lengths.length);
  for (let i = 0; i < lengths.length; i++) order[starts[max - lengths[i]]++] = i;
  return order;
}
