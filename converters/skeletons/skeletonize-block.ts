import type { Xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { labelDistance } from '../../datasets/voxels/index.ts';
import { denseLabels } from '../meshing/index.ts';
import { BucketQueue } from './bucket-queue.ts';
import { type Component, componentsOf } from './components.ts';
import { faceTargets, type SharedFace } from './face-targets.ts';
import { createGrid, type Grid, UNITS_PER_VOXEL, voxelAt } from './grid.ts';
import { createScratch } from './scratch.ts';
import type { Skeleton, SkeletonOptions } from './skeleton.ts';
import { skeletonOf, type Work } from './skeletonize-component.ts';

export interface BlockInput {
  /** Labels, one channel. Neighbouring blocks share one plane of voxels. */
  readonly block: VoxelBlock;
  /** First voxel of the block in the volume. */
  readonly begin: Xyz;
  readonly voxelSizeNm: Xyz;
  /** Faces beyond which the volume goes on. */
  readonly sharedFaces: readonly SharedFace[];
  /** Only these labels; default all but 0. */
  readonly labels?: ReadonlySet<bigint>;
  /** Called before each component: may throw to end early. */
  readonly onComponent?: () => void;
}

/** What a block holds. */
export interface BlockSkeletons {
  /** Pieces by label, one for each component. Positions are in voxels of the volume, centres at + 0.5. */
  readonly pieces: Map<bigint, Skeleton[]>;
  /** Voxels of every label of the block that was asked for, those too small for a skeleton too. */
  readonly voxels: ReadonlyMap<bigint, number>;
}

/**
 * Skeletons of all labels of a block by TEASAR (Sato et al., "TEASAR: tree-structure extraction algorithm for accurate
 * and robust skeletons", 2000): each 26-connected component gets a tree of centred paths from one root.
 * Paths also end at the middle of every piece of a shared face, on the very voxel where the neighbour's path ends.
 * Memory: about 20 bytes a voxel of the block besides it, and 11 a voxel of the box around the largest component.
 */
export function skeletonizeBlock(input: BlockInput, options: SkeletonOptions): BlockSkeletons {
  const work = prepare(input);
  const { grid, labels, numbered } = work;
  const pieces = new Map<bigint, Skeleton[]>();
  const voxels = new Map<bigint, number>();
  const owned = ownedSize(input.sharedFaces, grid);
  for (const component of componentsOf(grid, labels)) {
    input.onComponent?.();
    const label = numbered[labels[component.starts[0]]];
    if (input.labels !== undefined && !input.labels.has(label)) continue;
    voxels.set(label, (voxels.get(label) ?? 0) + countOwned(component, grid, owned));
    const skeleton = skeletonOf(work, component, input.begin, options);
    const known = pieces.get(label);
    if (skeleton && known) known.push(skeleton);
    else if (skeleton) pieces.set(label, [skeleton]);
  }
  return { pieces, voxels };
}

function prepare({ block, voxelSizeNm, sharedFaces }: BlockInput): Work {
  const { indices: labels, labels: numbered } = denseLabels(block);
  const grid = createGrid(block.size, voxelSizeNm);
  return {
    grid,
    labels,
    numbered,
    depthsNm: depthsOf(labels, grid),
    scratch: createScratch(),
    sharedFaces,
    queue: new BucketQueue(Math.log2(UNITS_PER_VOXEL)),
    targets: targetsOf(grid, labels, sharedFaces),
  };
}

/** Voxels per axis that the block counts: the plane that two blocks share is the upper one's, so that none counts twice. */
function ownedSize(faces: readonly SharedFace[], { size }: Grid): Xyz {
  const own = (axis: 0 | 1 | 2) =>
    size[axis] - 2 - (faces.some((face) => face.axis === axis && face.isUpper) ? 1 : 0);
  return [own(0), own(1), own(2)];
}

function countOwned({ starts, ends }: Component, grid: Grid, owned: Xyz): number {
  let count = 0;
  for (let i = 0; i < starts.length; i++) {
    const [x, y, z] = voxelAt(grid, starts[i]);
    if (y < owned[1] && z < owned[2]) count += Math.max(0, Math.min(x + ends[i] - starts[i], owned[0]) - x);
  }
  return count;
}

function targetsOf(grid: Grid, labels: Int32Array, faces: readonly SharedFace[]): Map<number, Set<number>> {
  const targets = new Map<number, Set<number>>();
  for (const index of faces.flatMap((face) => faceTargets(grid, labels, face))) {
    const known = targets.get(labels[index]) ?? new Set();
    targets.set(labels[index], known.add(index));
  }
  return targets;
}

/** Distances without the layer around: beyond the block the label is taken to go on. */
function depthsOf(labels: Int32Array, { size, voxelSizeNm }: Grid): Float32Array {
  const inner: Xyz = [size[0] - 2, size[1] - 2, size[2] - 2];
  const bare = new Int32Array(inner[0] * inner[1] * inner[2]);
  forEachRow(size, (padded, row) => bare.set(labels.subarray(padded, padded + inner[0]), row));
  const distances = labelDistance(bare, inner, voxelSizeNm);
  const depths = new Float32Array(labels.length);
  forEachRow(size, (padded, row) => depths.set(distances.subarray(row, row + inner[0]), padded));
  return depths;
}

function forEachRow([nx, ny, nz]: Xyz, visit: (padded: number, row: number) => void): void {
  let row = 0;
  for (let z = 1; z < nz - 1; z++) {
    for (let y = 1; y < ny - 1; y++, row += nx - 2) visit(1 + nx * (y + ny * z), row);
  }
}
