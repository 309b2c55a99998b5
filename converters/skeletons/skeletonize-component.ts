import type { Xyz } from '../../datasets/geometry/index.ts';
import type { BucketQueue } from './bucket-queue.ts';
import { growCentredTree, priceOf } from './centred-tree.ts';
import type { Component } from './components.ts';
import type { SharedFace } from './face-targets.ts';
import { findEnd } from './find-end.ts';
import { eachVoxel, type Frame, frameOf, fromFrame, toFrame } from './frame.ts';
import { type Grid, indexAt, voxelAt } from './grid.ts';
import { type Scratch, UNREACHED } from './scratch.ts';
import type { Skeleton, SkeletonOptions } from './skeleton.ts';
import { smoothPositions } from './smooth.ts';
import { tracePaths, type VoxelTree } from './trace-paths.ts';

/** What all components of a block share. */
export interface Work {
  readonly grid: Grid;
  readonly labels: Int32Array;
  /** Label of each number in `labels`. */
  readonly numbered: readonly bigint[];
  readonly depthsNm: Float32Array;
  readonly scratch: (length: number) => Scratch;
  readonly queue: BucketQueue;
  readonly sharedFaces: readonly SharedFace[];
  /** Grid indices where skeletons cross shared faces, by number of the label. */
  readonly targets: ReadonlyMap<number, ReadonlySet<number>>;
}

/** @param begin first voxel of the block in the volume. @returns undefined for a component that is too small. */
export function skeletonOf(
  work: Work,
  component: Component,
  begin: Xyz,
  options: SkeletonOptions,
): Skeleton | undefined {
  const { grid: block } = work;
  const crossings = work.targets.get(work.labels[component.starts[0]]);
  if (component.voxels < options.minVoxels && crossings === undefined) return undefined;
  const frame = frameOf(block, component);
  const { grid } = frame;
  const scratch = work.scratch(grid.size[0] * grid.size[1] * grid.size[2]);
  const { deepest, deepestNm } = priceVoxels(work, component, frame, scratch);
  const required = [...(crossings ?? [])]
    .map((index) => toFrame(frame, voxelAt(block, index)))
    .filter((index) => index >= 0 && scratch.words[index] > 0);
  const isSmall = component.voxels < options.minVoxels && required.length === 0;
  const skeleton = isSmall
    ? undefined
    : trace({ work, component, frame, scratch, required, deepest, deepestNm, begin }, options);
  // Left as the next component wants them.
  eachVoxel(frame, component, (index) => {
    scratch.words[index] = 0;
  });
  return skeleton;
}

interface Priced {
  readonly work: Work;
  readonly component: Component;
  readonly frame: Frame;
  readonly scratch: Scratch;
  readonly required: readonly number[];
  readonly deepest: number;
  readonly deepestNm: number;
  readonly begin: Xyz;
}

function trace(priced: Priced, options: SkeletonOptions): Skeleton {
  const { work, component, frame, scratch, required, deepest, deepestNm, begin } = priced;
  const root = deepestNm > options.somaNm ? deepest : (required[0] ?? findEnd(frame, component));
  growCentredTree(frame.grid, scratch, work.queue, root);
  // Infinity where the block has no surface: then one path covers all, and other blocks know the radius.
  const depthAt = (index: number) => work.depthsNm[indexAt(work.grid, fromFrame(frame, index))];
  const reachesNm = (index: number) => options.scale * depthAt(index) + options.constantNm;
  const awayNm = Math.max(0, ...required.map(depthAt));
  const isEnd = (index: number) => distanceToFacesNm(work, fromFrame(frame, index)) >= awayNm;
  const minEndNm = 2 * awayNm;
  const traced = tracePaths({ frame, component, scratch, reachesNm, required, root, isEnd, minEndNm });
  return toSkeleton({ work, frame, traced, depthAt, begin }, options.smoothing);
}

/** @returns how far a voxel is from the nearest plane that the block shares. */
function distanceToFacesNm({ grid: { size, voxelSizeNm }, sharedFaces }: Work, voxel: Xyz): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const { axis, isUpper } of sharedFaces) {
    const steps = isUpper ? size[axis] - 3 - voxel[axis] : voxel[axis];
    nearest = Math.min(nearest, steps * voxelSizeNm[axis]);
  }
  return nearest;
}

/** Prices of all voxels, not reached yet. @returns the deepest voxel. */
function priceVoxels(
  { depthsNm }: Work,
  component: Component,
  frame: Frame,
  { words }: Scratch,
): { readonly deepest: number; readonly deepestNm: number } {
  let [deepest, deepestNm] = [frame.starts[0], -1];
  eachVoxel(frame, component, (index, inBlock) => {
    if (depthsNm[inBlock] <= deepestNm) return;
    deepest = index;
    deepestNm = depthsNm[inBlock];
  });
  // A label that fills the block has no surface: all voxels are equal.
  const isWhole = !Number.isFinite(deepestNm);
  eachVoxel(frame, component, (index, inBlock) => {
    words[index] = UNREACHED + (isWhole ? 1 : priceOf(depthsNm[inBlock], deepestNm));
  });
  return { deepest, deepestNm: isWhole ? 1 : deepestNm };
}

interface Traced {
  readonly work: Work;
  readonly frame: Frame;
  readonly traced: VoxelTree;
  readonly depthAt: (index: number) => number;
  readonly begin: Xyz;
}

function toSkeleton({ work, frame, traced, depthAt, begin }: Traced, rounds: number): Skeleton {
  const { grid, labels, targets } = work;
  const { vertices, parents } = traced;
  const inBlock = vertices.map((index) => indexAt(grid, fromFrame(frame, index)));
  const label = labels[inBlock[0]];
  const local = Float64Array.from(inBlock.flatMap((index) => voxelAt(grid, index).map((v) => v + 0.5)));
  const edges = parents.flatMap((parent, i) => (parent < 0 ? [] : [[parent, i] as const]));
  const isInside = (x: number, y: number, z: number) =>
    labels[indexAt(grid, [Math.floor(x), Math.floor(y), Math.floor(z)])] === label;
  const crossings = targets.get(label);
  const isFixed = (vertex: number) => crossings?.has(inBlock[vertex]) === true;
  smoothPositions({ positions: local, edges, isFixed, isInside }, rounds);
  return {
    positions: Float32Array.from(local, (value, i) => value + begin[(i % 3) as 0 | 1 | 2]),
    edges: Uint32Array.from(edges.flat()),
    radiiNm: Float32Array.from(vertices, depthAt),
  };
}
