import type { Xyz } from '../../datasets/geometry/index.ts';

/** Traced paths within one label, whose vertices are to find their places. */
export interface Paths {
  /** x, y, z of each vertex, voxels; changed in place. */
  readonly positions: Float64Array;
  /** Neighbours of each vertex; no cycle. */
  readonly neighbours: readonly (readonly number[])[];
  readonly voxelSizeNm: Xyz;
  /** Vertices that stay where they are, and are no ends. */
  readonly isFixed: (vertex: number) => boolean;
  /** Whether a point, in voxels, may be taken: inside the label. */
  readonly isInside: (x: number, y: number, z: number) => boolean;
  /**
   * Distance to the label's surface, nanometres, of the voxel that holds a point; 0 in other labels. Beyond what is known the value
   * of the nearest voxel that is.
   */
  readonly depthNm: (x: number, y: number, z: number) => number;
}

/** @param edges two vertex numbers an edge. */
export function neighboursOf(vertices: number, edges: readonly (readonly [number, number])[]): number[][] {
  const neighbours: number[][] = Array.from({ length: vertices }, () => []);
  for (const [a, b] of edges) {
    neighbours[a].push(b);
    neighbours[b].push(a);
  }
  return neighbours;
}
