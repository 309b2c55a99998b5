import type { BucketQueue } from './bucket-queue.ts';
import type { Component } from './component.ts';
import type { Grid } from './grid.ts';

/** Cheapest paths from one voxel to all others of a component, where the middle is cheap. */
export interface CentredTree {
  /** Rank of the voxel before each on its path; the root's is -1. */
  readonly parents: Int32Array;
  /** Length of each voxel's path, in the grid's units. */
  readonly lengths: Int32Array;
}

/** Price of a voxel at the surface beside one in the very middle, whose price is 1. */
const SURFACE_PRICE = 2048;

/**
 * The penalty field of TEASAR (Sato et al. 2000) as whole numbers: 1 in the deepest voxel, rising with the fourth power
 * towards the surface.
 * @param depths distance to the surface, by rank. @param deepest the largest of them, finite.
 */
export function voxelPrices(depths: Float32Array, deepest: number): Int32Array {
  const prices = new Int32Array(depths.length);
  for (let i = 0; i < depths.length; i++) {
    const shallow = 1 - depths[i] / deepest;
    const square = shallow * shallow;
    prices[i] = 1 + Math.round((SURFACE_PRICE - 1) * square * square);
  }
  return prices;
}

/**
 * Dijkstra's algorithm over 26 neighbours from `root`; a step costs its length times the price of the voxel entered.
 * @param ranks of the component in the grid; other voxels negative. @param queue scratch, empty.
 */
export function growCentredTree(
  { offsets, lengths: steps }: Grid,
  { voxels }: Component,
  { ranks, prices, queue }: { ranks: Int32Array; prices: Int32Array; queue: BucketQueue },
  root: number,
): CentredTree {
  const count = voxels.length;
  const parents = new Int32Array(count).fill(-1);
  const lengths = new Int32Array(count);
  // Doubles: costs of long paths at the surface pass 2^31. A voxel that is settled has the least cost already.
  const costs = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  queue.reset(count, largest(prices) * largest(steps));
  costs[root] = 0;
  queue.put(root, 0);
  for (let from = queue.take(); from >= 0; from = queue.take()) {
    const at = voxels[from];
    const cost = costs[from];
    for (let k = 0; k < offsets.length; k++) {
      const to = ranks[at + offsets[k]];
      if (to < 0) continue;
      const step = steps[k] * prices[to];
      if (cost + step >= costs[to]) continue;
      costs[to] = cost + step;
      parents[to] = from;
      lengths[to] = lengths[from] + steps[k];
      queue.put(to, step);
    }
  }
  return { parents, lengths };
}

function largest(values: Int32Array): number {
  let max = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > max) max = values[i];
  return max;
}
