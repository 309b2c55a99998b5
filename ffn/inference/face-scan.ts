import type { Zyx } from '../../datasets/geometry/index.ts';

/** A place to go, and why. */
export interface Move {
  /** Logit that was found there. */
  readonly score: number;
  /** From the centre of the field of view; in a policy's queue, from the origin of the canvas. */
  readonly offset: Zyx;
}

export interface FaceScan {
  /** [z, y, x] logits of one field of view. */
  readonly logits: Float32Array;
  /** Its size, odd. */
  readonly size: Zyx;
  /** Distance of the faces from the centre; an axis with 0 has none. */
  readonly deltas: Zyx;
  /** A face whose maximum is below this gives no move; equal passes. */
  readonly scoreLogit: number;
}

type Axis = 0 | 1 | 2;

/**
 * The maximum of each of the six faces of the box of half size `deltas` around the centre. Ties within a face go to
 * the first voxel in raster order; an edge or corner voxel that wins two faces is one move.
 * @returns moves by descending (score, z, y, x).
 */
export function scanFaces(scan: FaceScan): Move[] {
  const moves: Move[] = [];
  for (const axis of [0, 1, 2] as const) {
    const delta = scan.deltas[axis];
    if (delta === 0) continue;
    for (const along of [-delta, delta]) {
      const move = faceMaximum(scan, axis, along);
      if (!(move.score < scan.scoreLogit) && !moves.some((other) => isSame(move, other))) moves.push(move);
    }
  }
  return moves.sort(descending);
}

function faceMaximum({ logits, size, deltas }: FaceScan, axis: Axis, along: number): Move {
  const [u, v] = ([0, 1, 2] as const).filter((a) => a !== axis) as [Axis, Axis];
  const strides: Zyx = [size[1] * size[2], size[2], 1];
  const centre = (logits.length - 1) / 2;
  const face = centre + along * strides[axis];
  let score = Number.NEGATIVE_INFINITY;
  let atU = 0;
  let atV = 0;
  for (let i = 0 - deltas[u]; i <= deltas[u]; i++) {
    for (let j = 0 - deltas[v]; j <= deltas[v]; j++) {
      const value = logits[face + i * strides[u] + j * strides[v]];
      if (!(value > score)) continue;
      score = value;
      atU = i;
      atV = j;
    }
  }
  const offset: [number, number, number] = [0, 0, 0];
  offset[axis] = along;
  offset[u] = atU;
  offset[v] = atV;
  return { score, offset };
}

const isSame = (a: Move, b: Move): boolean =>
  a.score === b.score && a.offset.every((v, i) => v === b.offset[i]);

function descending(a: Move, b: Move): number {
  return (
    b.score - a.score || b.offset[0] - a.offset[0] || b.offset[1] - a.offset[1] || b.offset[2] - a.offset[2]
  );
}
