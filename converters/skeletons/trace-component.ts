import type { Box, Xyz } from '../../datasets/geometry/index.ts';
import { BucketQueue } from './bucket-queue.ts';
import { growCentredTree, priceOf } from './centred-tree.ts';
import { fillDepths, type OpenSides } from './component-depths.ts';
import type { Component } from './components.ts';
import type { SharedFace } from './face-targets.ts';
import { findEnd } from './find-end.ts';
import { eachVoxel, type Frame, frameOf, fromFrame, toFrame } from './frame.ts';
import { UNITS_PER_VOXEL } from './grid.ts';
import type { WholeLabel } from './merge-runs.ts';
import { createScratch, type Scratch, UNREACHED } from './scratch.ts';
import type { Skeleton, SkeletonOptions } from './skeleton.ts';
import { tracePaths } from './trace-paths.ts';
import { toSkeleton } from './traced-skeleton.ts';

/** What a thread uses for one component after another. */
export interface Tools {
  readonly scratch: (length: number) => Scratch;
  readonly queue: BucketQueue;
}

export const createTools = (): Tools => ({
  scratch: createScratch(),
  queue: new BucketQueue(Math.log2(UNITS_PER_VOXEL)),
});

/** Where a component is traced: the volume, or a cell of the fixed grid. */
export interface Region {
  readonly label: WholeLabel;
  /** Voxels of the label's grid; beyond, nothing is known. */
  readonly box: Box;
  readonly sharedFaces: readonly SharedFace[];
  /** Voxels of the label's grid where skeletons cross shared faces. */
  readonly targets: readonly Xyz[];
}

/**
 * The tree of one component by TEASAR (Sato et al., "TEASAR: tree-structure extraction algorithm for accurate and robust skeletons",
 * 2000): centred paths from one root. Paths also end at the targets, on the very voxel where the neighbouring cell's paths end.
 * Memory: 15 bytes a voxel of the box around the component, most of them only where it has voxels.
 * @returns positions in voxels of the volume, centres at + 0.5; undefined where it is too small and crosses no face.
 */
export function traceComponent(
  tools: Tools,
  region: Region,
  component: Component,
  options: SkeletonOptions,
): Skeleton | undefined {
  const frame = frameOf(region.label.grid, component);
  const { size } = frame.grid;
  const scratch = tools.scratch(size[0] * size[1] * size[2]);
  fillDepths(frame, component, scratch.depthsNm, openSides(frame, region.box));
  const required = region.targets
    .map((voxel) => toFrame(frame, voxel))
    .filter((index) => index >= 0 && scratch.depthsNm[index] > 0);
  const isSmall = component.voxels < options.minVoxels && required.length === 0;
  const skeleton = isSmall
    ? undefined
    : trace({ tools, region, component, frame, scratch, required }, options);
  // Left as the next component wants them.
  eachVoxel(frame, component, (index) => {
    scratch.words[index] = 0;
    scratch.depthsNm[index] = 0;
  });
  return skeleton;
}

function openSides({ grid: { size }, origin }: Frame, { begin, end }: Box): OpenSides {
  const is = (test: (axis: 0 | 1 | 2) => boolean) => [test(0), test(1), test(2)] as const;
  return {
    lower: is((axis) => origin[axis] === begin[axis]),
    upper: is((axis) => origin[axis] + size[axis] - 2 === end[axis]),
  };
}

interface Work {
  readonly tools: Tools;
  readonly region: Region;
  readonly component: Component;
  readonly frame: Frame;
  readonly scratch: Scratch;
  readonly required: readonly number[];
}

function trace(work: Work, options: SkeletonOptions): Skeleton {
  const { tools, region, component, frame, scratch, required } = work;
  const { deepest, deepestNm } = priceVoxels(work);
  const isSoma = deepestNm > options.somaNm;
  const root = isSoma ? deepest : (required[0] ?? findEnd(frame, component));
  growCentredTree(frame.grid, scratch, tools.queue, root);
  // Infinity where the label has no surface: then one path covers all, and other cells know the radius.
  const depthAt = (index: number) => scratch.depthsNm[index];
  const awayNm = Math.max(0, ...required.map(depthAt));
  const traced = tracePaths({
    ...{ frame, component, scratch, required, root, isSoma },
    reachesNm: (index) => options.scale * depthAt(index) + options.constantNm,
    isEnd: (index) => distanceToFacesNm(region, fromFrame(frame, index)) >= awayNm,
    minEndNm: 2 * awayNm,
  });
  const isFixed = new Set(required);
  const open = openSides(frame, region.box);
  return toSkeleton({ frame, traced, low: region.label.low, isFixed, open, scratch }, options.smoothing);
}

/** @returns how far a voxel is from the nearest plane that the region shares. */
function distanceToFacesNm({ label: { grid }, box, sharedFaces }: Region, voxel: Xyz): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (const { axis, isUpper } of sharedFaces) {
    const steps = isUpper ? box.end[axis] - 1 - voxel[axis] : voxel[axis] - box.begin[axis];
    nearest = Math.min(nearest, steps * grid.voxelSizeNm[axis]);
  }
  return nearest;
}

/** Prices of all voxels, not reached yet. @returns the deepest voxel. */
function priceVoxels({ component, frame, scratch: { words, depthsNm } }: Work) {
  let [deepest, deepestNm] = [frame.starts[0], -1];
  eachVoxel(frame, component, (index) => {
    if (depthsNm[index] <= deepestNm) return;
    deepest = index;
    deepestNm = depthsNm[index];
  });
  // A label that fills the region has no surface: all voxels are equal.
  const isWhole = !Number.isFinite(deepestNm);
  eachVoxel(frame, component, (index) => {
    words[index] = UNREACHED + (isWhole ? 1 : priceOf(depthsNm[index], deepestNm));
  });
  return { deepest, deepestNm: isWhole ? 1 : deepestNm };
}
