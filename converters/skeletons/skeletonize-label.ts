import type { Box, Xyz } from '../../datasets/geometry/index.ts';
import { type Component, componentsOf } from './components.ts';
import { faceTargets } from './face-targets.ts';
import { cutByGrid } from './fixed-grid.ts';
import { boxAround } from './frame.ts';
import { joinPieces } from './join-pieces.ts';
import type { WholeLabel } from './merge-runs.ts';
import { removeCovered } from './remove-ticks.ts';
import type { Skeleton, SkeletonOptions } from './skeleton.ts';
import { type Tools, traceComponent } from './trace-component.ts';

export interface LabelInput {
  readonly label: WholeLabel;
  /** Voxels of the volume; beyond, the label is taken to go on. */
  readonly bounds: Box;
  /** Components whose box has more voxels are cut by a fixed grid. */
  readonly maxBoxVoxels: number;
  readonly tools: Tools;
  /** Called before each component and cell: may throw to end early. */
  readonly onComponent?: () => void;
}

export interface LabelSkeleton {
  /** One tree for each component that is not too small. */
  readonly skeleton: Skeleton;
  /** Components that were cut. */
  readonly cut: number;
}

/**
 * The skeleton of a label, from all its voxels: each 26-connected component of at least `minVoxels`, and the largest one in any
 * case, gets a tree. The result depends on nothing but the label's voxels, the bounds and the options.
 */
export function skeletonizeLabel(input: LabelInput, options: SkeletonOptions): LabelSkeleton {
  const { label, maxBoxVoxels } = input;
  const components = componentsOf(label.grid, label.runs);
  const largest = components.reduce((a, b) => (b.voxels > a.voxels ? b : a), components[0]);
  const pieces: Skeleton[] = [];
  let cut = 0;
  for (const component of components) {
    if (component.voxels < options.minVoxels && component !== largest) continue;
    const [x, y, z] = boxAround(label.grid, component).size;
    const isLarge = x * y * z > maxBoxVoxels;
    pieces.push(isLarge ? traceByCells(input, component, options) : traceWhole(input, component, options));
    if (isLarge) cut++;
  }
  return { skeleton: joinPieces(pieces), cut };
}

function traceWhole(
  { label, bounds, tools, onComponent }: LabelInput,
  component: Component,
  options: SkeletonOptions,
) {
  onComponent?.();
  const region = { label, box: moved(bounds, label.low), sharedFaces: [], targets: [] };
  return traceComponent(tools, region, component, { ...options, minVoxels: 0 })!;
}

/** A cell's box fits into the same memory: it is at most a quarter of it. */
const edgeFor = (maxBoxVoxels: number): number =>
  2 ** Math.max(4, Math.floor(Math.log2(maxBoxVoxels / 4) / 3));

function traceByCells(input: LabelInput, component: Component, options: SkeletonOptions): Skeleton {
  const { label, bounds, maxBoxVoxels, tools, onComponent } = input;
  const pieces: Skeleton[] = [];
  for (const { box, sharedFaces, runs } of cutByGrid(label, component, bounds, edgeFor(maxBoxVoxels))) {
    const targets = sharedFaces.flatMap((face) => faceTargets(label.grid, runs, box, face));
    for (const part of componentsOf(label.grid, runs)) {
      onComponent?.();
      const piece = traceComponent(tools, { label, box, sharedFaces, targets }, part, options);
      if (piece) pieces.push(piece);
    }
  }
  return removeCovered(joinPieces(pieces), label.grid.voxelSizeNm, options);
}

const moved = ({ begin, end }: Box, [x, y, z]: Xyz): Box => ({
  begin: [begin[0] - x, begin[1] - y, begin[2] - z],
  end: [end[0] - x, end[1] - y, end[2] - z],
});
