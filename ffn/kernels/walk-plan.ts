import { volumeOf, type Zyx } from '../../datasets/geometry/index.ts';

/** Steps that a device remembers: more than the host lets pass before it looks. */
export const RING_LENGTH = 256;

/** Sizes of the buffers of a walk, in elements a slot. */
export interface WalkPlan {
  readonly voxels: number;
  /** Cells of the grid of deltas that a walk can reach: control.wgsl's cellOf. */
  readonly cells: number;
  /** Each step queues at most six moves, and no cell has two steps. */
  readonly queueLength: number;
}

export function planWalk(shape: Zyx, deltas: Zyx): WalkPlan {
  const count = (axis: 0 | 1 | 2): number =>
    deltas[axis] > 0 ? Math.floor(shape[axis] / deltas[axis]) + 3 : 1;
  const cells = count(0) * count(1) * count(2);
  return { voxels: volumeOf(shape), cells, queueLength: 6 * cells + 1 };
}

/** Smallest count of a field of view's voxels whose share is above the threshold; never, where that is negative. */
export function minStrongCount(discoSeedThreshold: number, voxels: number): number {
  if (discoSeedThreshold < 0) return 0xffffffff;
  let count = Math.floor(discoSeedThreshold * voxels);
  while (!(count / voxels > discoSeedThreshold)) count++;
  return count;
}

/** The lowest float32 that is not below a double: a comparison with it in float32 comes out as one in double. */
export function ceilToFloat32(value: number): number {
  const near = Math.fround(value);
  if (near >= value) return near;
  const bits = new Int32Array(Float32Array.of(near).buffer);
  bits[0] += near >= 0 ? 1 : -1;
  return new Float32Array(bits.buffer)[0];
}
