import type { Component } from './components.ts';
import { eachVoxel, type Frame } from './frame.ts';
import { UNITS_PER_VOXEL, voxelAt } from './grid.ts';
import { ROOT, type Scratch, stepOf } from './scratch.ts';

/** The chosen voxels of a component and the tree that joins them. */
export interface VoxelTree {
  /** Frame index of each vertex, in the order in which they were chosen. */
  readonly vertices: readonly number[];
  /** For each vertex the number of its parent vertex; the root's is -1. */
  readonly parents: readonly number[];
}

export interface TraceInput {
  readonly frame: Frame;
  readonly component: Component;
  /** The steps and lengths of the component's tree; `vertices` and `covered` are used. */
  readonly scratch: Scratch;
  /** By frame index: what lies so near, nanometres, is covered by a path through the voxel. */
  readonly reachesNm: (index: number) => number;
  /** Voxels whose paths are traced first, whatever is covered already. */
  readonly required: readonly number[];
  readonly root: number;
  /** The root is the centre of a soma, and no end: a soma alone has no path. */
  readonly isSoma: boolean;
  /** Whether a voxel may be the end of what crosses faces: beside a face, the next block knows better. */
  readonly isEnd: (index: number) => boolean;
  /** What ends nearer to the paths between several crossings, nanometres, is no end but a side. */
  readonly minEndNm: number;
}

/**
 * Traces the path of the farthest voxel that no path covers yet, until all are covered (TEASAR). Every path follows
 * the same tree to its root, so that their union has no cycle.
 */
export function tracePaths(input: TraceInput): VoxelTree {
  const { frame, component, required, root, scratch, isSoma } = input;
  const { covered, costs: lengths, words, vertices: numbers } = scratch;
  const { offsets } = frame.grid;
  let farthest = root;
  eachVoxel(frame, component, (index) => {
    numbers[index] = -1;
    covered[index] = 0;
    if (lengths[index] > lengths[farthest] && input.isEnd(index)) farthest = index;
  });
  const vertices: number[] = [];
  const parents: number[] = [];
  const addPath = (target: number) => {
    const path: number[] = [];
    let at = target;
    while (numbers[at] < 0) {
      path.push(at);
      const step = stepOf(words[at]);
      if (step === ROOT) break;
      at -= offsets[step];
    }
    let parent = numbers[at];
    for (const index of path.reverse()) {
      numbers[index] = vertices.length;
      vertices.push(index);
      parents.push(parent);
      parent = numbers[index];
    }
    coverPath(input, path);
  };
  // From one end to the other, though the ball there may cover all.
  if (required.length === 0 && !isSoma) addPath(farthest);
  addPath(root);
  for (const index of required) addPath(index);
  // What crosses faces at one place only ends in this block: its end is wanted, though the ball there may cover it.
  if (crossesAtOnePlace(input) && isFar(input, farthest)) addPath(farthest);
  for (const index of farthestFirst(input)) if (covered[index] === 0) addPath(index);
  return { vertices, parents };
}

const unitNmOf = ({ frame }: TraceInput): number => Math.min(...frame.grid.voxelSizeNm) / UNITS_PER_VOXEL;

/** At a corner of blocks one place may be crossings of several faces. */
function crossesAtOnePlace(input: TraceInput): boolean {
  const { required, root, scratch, reachesNm } = input;
  const reach = reachesNm(root) / unitNmOf(input);
  return required.length > 0 && required.every((index) => scratch.costs[index] <= reach);
}

/** Whether a voxel is an end: of one crossing always, of several where it is far from the paths between them. */
function isFar(input: TraceInput, voxel: number): boolean {
  const { frame, required, scratch, minEndNm } = input;
  if (required.length === 1) return true;
  let at = voxel;
  while (scratch.vertices[at] < 0) at -= frame.grid.offsets[stepOf(scratch.words[at])];
  return (scratch.costs[voxel] - scratch.costs[at]) * unitNmOf(input) >= minEndNm;
}

/** Balls around neighbours cover nearly the same: the next one is an eighth of a ball's reach away, at the end or before. */
function coverPath(input: TraceInput, path: readonly number[]): void {
  const { scratch, reachesNm } = input;
  const unitNm = unitNmOf(input);
  let covered = Number.NEGATIVE_INFINITY;
  for (const [i, index] of path.entries()) {
    const walked = scratch.costs[index] * unitNm;
    const reachNm = reachesNm(index);
    if (walked - covered < reachNm / 8 && i + 1 < path.length) continue;
    coverBall(input, index, reachNm);
    covered = walked;
  }
}

/** Marks a ball around a voxel, other voxels of the frame too: whole rows are faster than looking. */
function coverBall({ frame, scratch: { covered } }: TraceInput, index: number, radius: number): void {
  const { size, voxelSizeNm } = frame.grid;
  const [sx, sy, sz] = voxelSizeNm;
  const [cx, cy, cz] = voxelAt(frame.grid, index);
  const square = radius * radius;
  const z1 = Math.min(size[2] - 3, cz + Math.floor(radius / sz));
  for (let z = Math.max(0, cz - Math.floor(radius / sz)); z <= z1; z++) {
    const dz = (z - cz) * sz;
    const inPlane = Math.max(0, square - dz * dz);
    const reachY = Math.floor(Math.sqrt(inPlane) / sy);
    const y1 = Math.min(size[1] - 3, cy + reachY);
    for (let y = Math.max(0, cy - reachY); y <= y1; y++) {
      const dy = (y - cy) * sy;
      const reachX = Math.floor(Math.sqrt(Math.max(0, inPlane - dy * dy)) / sx);
      const row = 1 + size[0] * (y + 1 + size[1] * (z + 1));
      covered.fill(1, row + Math.max(0, cx - reachX), row + Math.min(size[0] - 3, cx + reachX) + 1);
    }
  }
}

/** Voxels that are not covered, from the longest path to the shortest, by counting; equal ones ascending. */
function farthestFirst({ frame, component, scratch: { covered, costs: lengths } }: TraceInput): Int32Array {
  let [count, max] = [0, 0];
  eachVoxel(frame, component, (index) => {
    if (covered[index] !== 0) return;
    count++;
    if (lengths[index] > max) max = lengths[index];
  });
  const starts = new Int32Array(max + 2);
  eachVoxel(frame, component, (index) => {
    if (covered[index] === 0) starts[max - lengths[index] + 1]++;
  });
  for (let i = 1; i < starts.length; i++) starts[i] += starts[i - 1];
  const order = new Int32Array(count);
  eachVoxel(frame, component, (index) => {
    if (covered[index] === 0) order[starts[max - lengths[index]]++] = index;
  });
  return order;
}
