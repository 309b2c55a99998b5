/**
 * A cell of marching cubes. Its corners are the centres of eight voxels: corner i is at x = bit 0, y = bit 1,
 * z = bit 2 of i. A configuration is the set of foreground corners, as bits.
 */
import type { Xyz } from '../../datasets/geometry/index.ts';

export interface CubeEdge {
  readonly axis: 0 | 1 | 2;
  /** The end with the lower coordinate along `axis`; the other end is `lower | 1 << axis`. */
  readonly lower: number;
  /** Relative to corner 0, in voxels. */
  readonly midpoint: Xyz;
}

export const NUM_CORNERS = 8;
export const NUM_CONFIGURATIONS = 256;

const AXES = [0, 1, 2] as const;
const bit = (value: number, index: number): number => (value >> index) & 1;

/** Twelve edges: four along x, then y, then z. An edge is known by its place in this list. */
export const CUBE_EDGES: readonly CubeEdge[] = AXES.flatMap((axis) =>
  Array.from({ length: NUM_CORNERS }, (_, corner) => corner)
    .filter((corner) => bit(corner, axis) === 0)
    .map((lower) => {
      const at = (a: 0 | 1 | 2) => (a === axis ? 0.5 : bit(lower, a));
      return { axis, lower, midpoint: [at(0), at(1), at(2)] as const };
    }),
);

/** Six faces, each as its four corners, counter-clockwise seen from outside the cube. */
export const CUBE_FACES: readonly (readonly number[])[] = AXES.flatMap((axis) => {
  const u = 1 << ((axis + 1) % 3);
  const v = 1 << ((axis + 2) % 3);
  const top = 1 << axis;
  return [
    [0, v, u | v, u],
    [top, top | u, top | u | v, top | v],
  ];
});

/** The edge between two corners that differ in one bit. */
export function edgeBetween(cornerA: number, cornerB: number): number {
  const lower = Math.min(cornerA, cornerB);
  return CUBE_EDGES.findIndex(
    (edge) => edge.lower === lower && (lower | (1 << edge.axis)) === (cornerA | cornerB),
  );
}

/** Whether the segment between two edge midpoints runs in a face of the cube. */
export function isOnFace(edgeA: number, edgeB: number): boolean {
  const a = CUBE_EDGES[edgeA]!.midpoint;
  const b = CUBE_EDGES[edgeB]!.midpoint;
  return AXES.some((axis) => a[axis] === b[axis] && a[axis] !== 0.5);
}

/**
 * Whether an edge ends at corner 7. Of the four cells around an edge, scanned x fastest, the first has it there;
 * counted by that cell, every edge is counted once.
 */
export function isOwnEdge(edge: number): boolean {
  const { lower, axis } = CUBE_EDGES[edge]!;
  return (lower | (1 << axis)) === NUM_CORNERS - 1;
}
