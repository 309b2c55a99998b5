import type { Xyz } from '../../datasets/geometry/index.ts';
import type { OpenSides } from './component-depths.ts';
import type { Frame } from './frame.ts';
import { voxelAt } from './grid.ts';
import { neighboursOf, type Paths } from './paths.ts';
import { refinePositions } from './refine.ts';
import type { Scratch } from './scratch.ts';
import type { Skeleton } from './skeleton.ts';
import type { VoxelTree } from './trace-paths.ts';

export interface Traced {
  readonly frame: Frame;
  readonly traced: VoxelTree;
  /** First voxel of the label's grid in the volume. */
  readonly low: Xyz;
  /** Frame indices of vertices that stay where they are. */
  readonly isFixed: ReadonlySet<number>;
  readonly open: OpenSides;
  readonly scratch: Scratch;
}

/** @param rounds of smoothing. @returns positions in voxels of the volume. */
export function toSkeleton({ frame, traced, low, isFixed, open, scratch }: Traced, rounds: number): Skeleton {
  const { vertices, parents } = traced;
  const { grid, origin } = frame;
  const edges = parents.flatMap((parent, i) => (parent < 0 ? [] : [[parent, i] as const]));
  const paths: Paths = {
    positions: Float64Array.from(vertices.flatMap((index) => voxelAt(grid, index).map((v) => v + 0.5))),
    neighbours: neighboursOf(vertices.length, edges),
    voxelSizeNm: grid.voxelSizeNm,
    isFixed: (vertex) => isFixed.has(vertices[vertex]),
    ...lookUp(frame, open, scratch.depthsNm),
  };
  refinePositions(paths, rounds);
  const { positions } = paths;
  const begin = [low[0] + origin[0], low[1] + origin[1], low[2] + origin[2]] as const;
  return {
    positions: Float32Array.from(positions, (value, i) => stored(value, begin[(i % 3) as 0 | 1 | 2])),
    edges: Uint32Array.from(edges.flat()),
    radiiNm: Float32Array.from(vertices, (_, i) =>
      paths.depthNm(positions[3 * i], positions[3 * i + 1], positions[3 * i + 2]),
    ),
  };
}

/** Depths at points. Beyond open sides they are those of the frame's last voxels; in the layer around a frame they are 0. */
function lookUp(
  { grid: { size } }: Frame,
  { lower, upper }: OpenSides,
  depthsNm: Float32Array,
): Pick<Paths, 'isInside' | 'depthNm'> {
  const [nx, ny, nz] = size;
  const clamp = (v: number, low: number, high: number) => Math.max(low, Math.min(high, v));
  const at = (x: number, y: number, z: number) => depthsNm[x + nx * (y + ny * z)];
  const [x0, y0, z0] = lower.map((isOpen) => (isOpen ? 1 : 0));
  const [x1, y1, z1] = upper.map((isOpen, axis) => size[axis] - (isOpen ? 2 : 1));
  return {
    isInside: (x, y, z) =>
      at(
        clamp(Math.floor(x) + 1, 0, nx - 1),
        clamp(Math.floor(y) + 1, 0, ny - 1),
        clamp(Math.floor(z) + 1, 0, nz - 1),
      ) > 0,
    depthNm: (x, y, z) =>
      at(
        clamp(Math.floor(x) + 1, x0, x1),
        clamp(Math.floor(y) + 1, y0, y1),
        clamp(Math.floor(z) + 1, z0, z1),
      ),
  };
}

/** Of a voxel's side: positions keep so far from the voxel's surface. */
const MARGIN = 1 / 64;

/** Float32 has few digits far from 0: a point beside its voxel's surface must not be rounded into the next voxel. */
function stored(local: number, begin: number): number {
  const voxel = Math.floor(local);
  const kept = Math.fround(begin + Math.max(voxel + MARGIN, Math.min(voxel + 1 - MARGIN, local)));
  return Math.floor(kept) === begin + voxel ? kept : begin + voxel + 0.5;
}
