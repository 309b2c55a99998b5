import type { Xyz } from '../../datasets/geometry/index.ts';
import type { BucketQueue } from './bucket-queue.ts';
import { growCentredTree, priceOf } from './centred-tree.ts';
import type { Component } from './components.ts';
import type { SharedFace } from './face-targets.ts';
import { findEnd } from './find-end.ts';
import { eachVoxel, type Frame, frameOf, fromFrame, toFrame } from './frame.ts';
import { type Grid, indexAt, voxelAt } from './grid.ts';
import { neighboursOf, type Paths } from './paths.ts';
import { refinePositions } from './refine.ts';
import { type Scratch, UNREACHED } from './scratch.ts';
import type { Skeleton, SkeletonOptions } from './skeleton.ts';
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
  const isSoma = deepestNm > options.somaNm;
  const root = isSoma ? deepest : (required[0] ?? findEnd(frame, component));
  growCentredTree(frame.grid, scratch, work.queue, root);
  // Infinity where the block has no surface: then one path covers all, and other blocks know the radius.
  const depthAt = (index: number) => work.depthsNm[indexAt(work.grid, fromFrame(frame, index))];
  const reachesNm = (index: number) => options.scale * depthAt(index) + options.constantNm;
  const awayNm = Math.max(0, ...required.map(depthAt));
  const isEnd = (index: number) => distanceToFacesNm(work, fromFrame(frame, index)) >= awayNm;
  const minEndNm = 2 * awayNm;
  const limits = { reachesNm, isEnd, minEndNm, isSoma };
  const traced = tracePaths({ frame, component, scratch, required, root, ...limits });
  return toSkeleton({ work, frame, traced, begin }, options.smoothing);
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
  readonly begin: Xyz;
}

function toSkeleton({ work, frame, traced, begin }: Traced, rounds: number): Skeleton {
  const { grid, labels, targets, depthsNm } = work;
  const { vertices, parents } = traced;
  const inBlock = vertices.map((index) => indexAt(grid, fromFrame(frame, index)));
  const label = labels[inBlock[0]];
  const edges = parents.flatMap((parent, i) => (parent < 0 ? [] : [[parent, i] as const]));
  const crossings = targets.get(label);
  const paths: Paths = {
    positions: Float64Array.from(inBlock.flatMap((index) => voxelAt(grid, index).map((v) => v + 0.5))),
    neighbours: neighboursOf(vertices.length, edges),
    voxelSizeNm: grid.voxelSizeNm,
    isFixed: (vertex) => crossings?.has(inBlock[vertex]) === true,
    isInside: (x, y, z) => labels[indexAt(grid, clamped([x, y, z], [-1, 0], grid))] === label,
    depthNm(x, y, z) {
      const index = indexAt(grid, clamped([x, y, z], [0, -1], grid));
      return labels[index] === label ? depthsNm[index] : 0;
    },
  };
  refinePositions(paths, rounds);
  const { positions } = paths;
  return {
    positions: Float32Array.from(positions, (value, i) => stored(value, begin[(i % 3) as 0 | 1 | 2])),
    edges: Uint32Array.from(edges.flat()),
    radiiNm: Float32Array.from(vertices, (_, i) =>
      paths.depthNm(positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]),
    ),
  };
}

/** The voxel that holds a point, or the nearest of those that lie up to so many beyond the block on either side. */
function clamped([x, y, z]: Xyz, [low, high]: readonly [number, number], { size }: Grid): Xyz {
  const at = (v: number, axis: 0 | 1 | 2) => Math.max(low, Math.min(size[axis] - 2 + high, Math.floor(v)));
  return [at(x, 0), at(y, 1), at(z, 2)];
}

/** Float32 has few digits far from 0: a point beside its voxel's surface must not be rounded into the next voxel. */
function stored(local: number, begin: number): number {
  const voxel = Math.floor(local);
  const kept = Math.fround(begin + Math.max(voxel + MARGIN, Math.min(voxel + 1 - MARGIN, local)));
  return Math.floor(kept) === begin + voxel ? kept : begin + voxel + 0.5;
}

const MARGIN = 1 / 64;
