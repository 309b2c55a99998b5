import { volumeOf, type Zyx } from '../../datasets/geometry/index.ts';

/** Positions of a network's activations in memory: see shaders/wgsl/conv-tile.wgsl. */
export interface PaddedGrid {
  readonly size: Zyx;
  readonly slots: number;
  /** Voxels of one field of view. */
  readonly voxels: number;
  /** Positions of one slot, its border included. */
  readonly slotPositions: number;
  /** Positions of all slots. */
  readonly positions: number;
  /** vec4f of one channel quad in memory. */
  readonly quadLength: number;
}

/** A thread of the widest tile may read so many positions past the last one. */
const SLACK = 16;

export function paddedGrid(size: Zyx, slots: number): PaddedGrid {
  const row = size[2] + 1;
  const plane = row * (size[1] + 1);
  const slotPositions = plane * (size[0] + 1);
  const positions = slots * slotPositions;
  const quadLength = positions + 2 * (plane + row + 1) + SLACK;
  return { size, slots, voxels: volumeOf(size), slotPositions, positions, quadLength };
}
