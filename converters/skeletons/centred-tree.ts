import type { BucketQueue } from './bucket-queue.ts';
import type { Grid } from './grid.ts';
import { PRICE_MASK, ROOT, type Scratch, STEP_SHIFT, stepOf, UNREACHED } from './scratch.ts';

/** Price of a voxel at the surface beside one in the very middle, whose price is 1. */
const SURFACE_PRICE = PRICE_MASK;

/**
 * The penalty field of TEASAR (Sato et al. 2000) as a whole number: 1 in the deepest voxel, rising with the fourth power
 * towards the surface.
 */
export function priceOf(depth: number, deepest: number): number {
  const shallow = 1 - depth / deepest;
  const square = shallow * shallow;
  return 1 + Math.round((SURFACE_PRICE - 1) * square * square);
}

/**
 * Dijkstra's algorithm over 26 neighbours from `root`: the cheapest paths to all voxels of a component, where the middle is
 * cheap; a step costs its length times the price of the voxel entered. Leaves steps in `words` and lengths in `costs`.
 * @param scratch `words` of all voxels of the component: their price and `UNREACHED`.
 * @param queue of a width of `UNITS_PER_VOXEL`, the shortest step at the lowest price.
 */
export function growCentredTree(
  { offsets, lengths, onward }: Grid,
  { words, costs }: Scratch,
  queue: BucketQueue,
  root: number,
): void {
  queue.reset(lengths.reduce((a, b) => Math.max(a, b)) * SURFACE_PRICE);
  words[root] = (words[root] & PRICE_MASK) | (ROOT << STEP_SHIFT);
  costs[root] = 0;
  queue.put(root, 0);
  const all = Uint8Array.from(offsets.keys());
  for (let from = queue.take(); from >= 0; from = queue.take()) {
    const own = words[from];
    // Settled before.
    if ((own & PRICE_MASK) === 0) continue;
    words[from] = own & ~PRICE_MASK;
    const cost = costs[from];
    const by = stepOf(own);
    costs[from] = by === ROOT ? 0 : costs[from - offsets[by]] + lengths[by];
    const directions = by === ROOT ? all : onward[by];
    for (let i = 0; i < directions.length; i++) {
      const k = directions[i];
      const to = from + offsets[k];
      const word = words[to];
      const price = word & PRICE_MASK;
      if (price === 0) continue;
      const next = (cost + lengths[k] * price) | 0;
      // Costs of long paths at the surface pass 2^31. Those of open voxels lie so near that their difference is right.
      if (word < UNREACHED && ((next - costs[to]) | 0) >= 0) continue;
      words[to] = price | (k << STEP_SHIFT);
      costs[to] = next;
      queue.put(to, next);
    }
  }
}
