import type { Xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { labelDistance } from '../../datasets/voxels/index.ts';
import { denseLabels } from '../meshing/index.ts';
import { BucketQueue } from './bucket-queue.ts';
import { growCentredTree, voxelPrices } from './centred-tree.ts';
import { type Component, floodComponent, retireComponent, UNSEEN } from './component.ts';
import { faceTargets, type SharedFace } from './face-targets.ts';
import { createGrid, type Grid, indexAt, voxelAt } from './grid.ts';
import type { Skeleton, SkeletonOptions } from './skeleton.ts';
import { smoothPositions } from './smooth.ts';
import { tracePaths, type VoxelTree } from './trace-paths.ts';

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
 * Memory: about 24 bytes a voxel of the block, and 40 a voxel of the largest component.
 */
export function skeletonizeBlock(input: BlockInput, options: SkeletonOptions): BlockSkeletons {
  const work = prepare(input);
  const { labels, numbered } = work;
  const pieces = new Map<bigint, Skeleton[]>();
  const voxels = new Map<bigint, number>();
  for (let start = 0; start < labels.length; start++) {
    if (labels[start] === 0 || work.ranks[start] !== UNSEEN) continue;
    input.onComponent?.();
    const label = numbered[labels[start]];
    const component = floodComponent(work.grid, labels, start, { ranks: work.ranks, queue: work.queue });
    if (input.labels === undefined || input.labels.has(label)) {
      voxels.set(label, (voxels.get(label) ?? 0) + component.voxels.length);
      const skeleton = skeletonOf(work, component, input.begin, options);
      const known = pieces.get(label);
      if (skeleton && known) known.push(skeleton);
      else if (skeleton) pieces.set(label, [skeleton]);
    }
    retireComponent(component, work.ranks);
  }
  return { pieces, voxels };
}

interface Work {
  readonly grid: Grid;
  readonly labels: Int32Array;
  /** Label of each number in `labels`. */
  readonly numbered: readonly bigint[];
  readonly depthsNm: Float32Array;
  readonly ranks: Int32Array;
  readonly queue: Int32Array;
  readonly buckets: BucketQueue;
  readonly covered: Int32Array;
  /** Grid indices where skeletons cross shared faces, by number of the label. */
  readonly targets: ReadonlyMap<number, ReadonlySet<number>>;
}

function prepare({ block, voxelSizeNm, sharedFaces }: BlockInput): Work {
  const { indices: labels, labels: numbered } = denseLabels(block);
  const grid = createGrid(block.size, voxelSizeNm);
  return {
    grid,
    labels,
    numbered,
    depthsNm: depthsOf(labels, grid),
    ranks: new Int32Array(labels.length).fill(UNSEEN),
    queue: new Int32Array(labels.length),
    buckets: new BucketQueue(),
    covered: new Int32Array(labels.length),
    targets: targetsOf(grid, labels, sharedFaces),
  };
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

function skeletonOf(
  work: Work,
  component: Component,
  begin: Xyz,
  options: SkeletonOptions,
): Skeleton | undefined {
  const { grid, ranks, targets } = work;
  const { voxels } = component;
  const crossings = targets.get(work.labels[voxels[0]]) ?? new Set();
  const required = [...crossings].map((index) => ranks[index]).filter((rank) => rank >= 0);
  if (voxels.length < options.minVoxels && required.length === 0) return undefined;
  const depths = new Float32Array(voxels.length);
  for (let rank = 0; rank < voxels.length; rank++) depths[rank] = work.depthsNm[voxels[rank]];
  const deepest = deepestOf(depths);
  // A label that fills the block has no surface: all voxels are equal.
  const deepestNm = Number.isFinite(depths[deepest]) ? depths[deepest] : 1;
  if (!Number.isFinite(depths[deepest])) depths.fill(1);
  const root = deepestNm > options.somaNm ? deepest : (required[0] ?? component.end);
  const prices = voxelPrices(depths, deepestNm);
  const tree = growCentredTree(grid, component, { ranks, prices, queue: work.buckets }, root);
  const reachesNm = (rank: number) => options.scale * depths[rank] + options.constantNm;
  const traced = tracePaths({
    grid,
    component,
    tree,
    reachesNm,
    required,
    root,
    covered: work.covered,
    mark: voxels[0],
  });
  return toSkeleton({ work, component, traced, depths, begin }, options.smoothing);
}

function deepestOf(depths: Float32Array): number {
  let best = 0;
  for (let i = 1; i < depths.length; i++) if (depths[i] > depths[best]) best = i;
  return best;
}

interface Traced {
  readonly work: Work;
  readonly component: Component;
  readonly traced: VoxelTree;
  readonly depths: Float32Array;
  readonly begin: Xyz;
}

function toSkeleton({ work, component, traced, depths, begin }: Traced, rounds: number): Skeleton {
  const { grid, labels, targets } = work;
  const { vertices, parents } = traced;
  const label = labels[component.voxels[0]];
  const local = Float64Array.from(
    vertices.flatMap((rank) => voxelAt(grid, component.voxels[rank]).map((v) => v + 0.5)),
  );
  const edges = parents.flatMap((parent, i) => (parent < 0 ? [] : [[parent, i] as const]));
  const isInside = (x: number, y: number, z: number) =>
    labels[indexAt(grid, [Math.floor(x), Math.floor(y), Math.floor(z)])] === label;
  const crossings = targets.get(label);
  const isFixed = (vertex: number) => crossings?.has(component.voxels[vertices[vertex]]) === true;
  smoothPositions({ positions: local, edges, isFixed, isInside }, rounds);
  return {
    positions: Float32Array.from(local, (value, i) => value + begin[(i % 3) as 0 | 1 | 2]),
    edges: Uint32Array.from(edges.flat()),
    radiiNm: Float32Array.from(vertices, (rank) => depths[rank]),
  };
}
