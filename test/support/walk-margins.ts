/** How close the decisions of FaceMaxMovementPolicy are: what a backend's rounding would have to bridge to walk elsewhere. */
import type { NetworkInfo } from '../../ffn/backends/index.ts';

interface Candidate {
  readonly logit: number;
  readonly voxel: number;
}

/** The voxels of one face of the box of half size `deltas`, best first. */
function faceCandidates(
  logits: Float32Array,
  { fovSize, deltas }: NetworkInfo,
  [axis, side]: readonly [number, number],
): Candidate[] {
  const [ranges, found]: [number[][], Candidate[]] = [[], []];
  for (const a of [0, 1, 2]) {
    const centre = fovSize[a] >> 1;
    const whole = Array.from({ length: 2 * deltas[a] + 1 }, (_, i) => centre - deltas[a] + i);
    ranges.push(a === axis ? [centre + side * deltas[a]] : whole);
  }
  for (const z of ranges[0]) {
    for (const y of ranges[1]) {
      for (const x of ranges[2]) {
        const voxel = (z * fovSize[1] + y) * fovSize[2] + x;
        found.push({ logit: logits[voxel], voxel });
      }
    }
  }
  return found.sort((a, b) => b.logit - a.logit);
}

/**
 * @param logits [z, y, x] of one field of view, as the movement policy gets them.
 * @returns the distances that decide which moves a step queues, and in which order: of each face's best voxel from the
 *   second and from the threshold, and of the best voxels of two faces from each other. In a fixed order.
 */
export function decisionMargins(logits: Float32Array, info: NetworkInfo, scoreLogit: number): number[] {
  const margins: number[] = [];
  const winners: Candidate[] = [];
  for (const axis of [0, 1, 2]) {
    for (const side of [-1, 1]) {
      const [first, second] = faceCandidates(logits, info, [axis, side]);
      margins.push(Math.abs(first.logit - scoreLogit));
      if (first.logit < scoreLogit) continue;
      margins.push(first.logit - second.logit);
      // A voxel on an edge may win two faces: it is one move.
      const others = winners.filter(({ voxel }) => voxel !== first.voxel);
      margins.push(...others.map(({ logit }) => Math.abs(logit - first.logit)));
      winners.push(first);
    }
  }
  return margins;
}
