import type { Xyz } from '../../datasets/geometry/index.ts';
import { cutTwigs, type Graph, type Twig } from './cut-twigs.ts';
import { distanceNm } from './length.ts';
import type { Skeleton, SkeletonOptions } from './skeleton.ts';

/**
 * Takes away branches that end after less than `lengthNm`: bumps of the surface. A tree without a branching stays as
 * it is, however short.
 * @param skeleton a forest. @param voxelSizeNm nanometres per unit of the positions.
 */
export const removeTicks = (skeleton: Skeleton, voxelSizeNm: Xyz, lengthNm: number): Skeleton =>
  cutTwigs(skeleton, voxelSizeNm, [{ mostNm: lengthNm, isCut: () => true }]);

/** Balls are sampled along paths, and smoothing moves them: what one block's path does not cover is at least so far away. */
const SAMPLED = 0.8;

/** A twig whose end is so much nearer to another path than it is long runs beside it. */
const BESIDE = 0.7;

/** Twigs at seams are not longer than so many of the largest balls. */
const MOST_BALLS = 4;

/**
 * Takes away branches whose end another path of the same tree covers. One block alone has none; where blocks meet, paths go to
 * every crossing, and to the ends of what a face cuts off, though a path of the next block may cover them.
 */
export function removeCovered(skeleton: Skeleton, voxelSizeNm: Xyz, options: SkeletonOptions): Skeleton {
  const { positions, radiiNm } = skeleton;
  const reachNm = (vertex: number) => SAMPLED * (options.scale * radiiNm[vertex] + options.constantNm);
  let largestNm = 0;
  for (let v = 0; v < radiiNm.length; v++) largestNm = Math.max(largestNm, reachNm(v));
  const isCovered = (twig: Twig, graph: Graph, mostNm: number): boolean => {
    const tip = twig.path[0];
    const open = [twig.branching];
    const seen = new Set([twig.branching, ...twig.path]);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const distance = distanceNm(positions, tip, at, voxelSizeNm);
      if (distance < Math.min(reachNm(at), mostNm)) return true;
      // Beyond, what comes back is another branch's business.
      if (distance > largestNm + twig.lengthNm) continue;
      for (let i = graph.starts[at]; i < graph.starts[at + 1]; i++) {
        const next = graph.neighbours[i];
        if (graph.isGone[next] === 1 || seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
    return false;
  };
  const mostNm = MOST_BALLS * largestNm;
  // What runs beside another path goes first, so that where it turns back the true end is still there.
  const isBeside = (twig: Twig, graph: Graph) => isCovered(twig, graph, BESIDE * twig.lengthNm);
  return cutTwigs(skeleton, voxelSizeNm, [
    { mostNm, isCut: isBeside },
    { mostNm, isCut: (twig, graph) => isCovered(twig, graph, Number.POSITIVE_INFINITY) },
  ]);
}
