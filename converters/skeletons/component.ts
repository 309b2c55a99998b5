import type { Grid } from './grid.ts';

/** The voxels of one 26-connected component. */
export interface Component {
  /** Grid index of each voxel, ascending: neighbours are near in memory. */
  readonly voxels: Int32Array;
  /** Rank of a voxel at an end: one that a flood from another reached last. */
  readonly end: number;
}

/** Marks in `ranks`: a voxel not met yet, and one whose component is done. */
export const UNSEEN = -1;
export const DONE = -2;

/**
 * The component around a voxel; gives each of its voxels its rank (place in the component) in `ranks`.
 * @param labels of the grid; 0 around it.
 * @param ranks as long as labels; `UNSEEN` at the component's voxels.
 * @param queue scratch, as long as labels.
 */
export function floodComponent(
  { offsets }: Grid,
  labels: Int32Array,
  start: number,
  { ranks, queue }: { ranks: Int32Array; queue: Int32Array },
): Component {
  const label = labels[start];
  let count = 1;
  queue[0] = start;
  ranks[start] = 0;
  for (let head = 0; head < count; head++) {
    const at = queue[head];
    for (let k = 0; k < offsets.length; k++) {
      const next = at + offsets[k];
      if (labels[next] !== label || ranks[next] !== UNSEEN) continue;
      ranks[next] = 0;
      queue[count++] = next;
    }
  }
  const last = queue[count - 1];
  const voxels = queue.slice(0, count).sort();
  for (let rank = 0; rank < count; rank++) ranks[voxels[rank]] = rank;
  return { voxels, end: ranks[last] };
}

/** Takes the component's ranks back, so that the next component does not see them. */
export function retireComponent({ voxels }: Component, ranks: Int32Array): void {
  for (let i = 0; i < voxels.length; i++) ranks[voxels[i]] = DONE;
}
