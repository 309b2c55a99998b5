import { CUBE_EDGES } from './cube.ts';
import { marchingCubesTable } from './marching-cubes-table.ts';

/**
 * Where a pen keeps the number of an edge's vertex: for each corner of a slice, x fastest, those of x and y edges of the layer
 * below, x and y edges of that above, z edges between.
 */
export const EDGES_PER_CORNER = 5;

/**
 * Places of the vertices that the triangles of the table have, from that of the cell's corner 0.
 * @param row corners from one row to the next.
 * @param parity 1 in slices with an odd z: what was above a slice is below the next without being moved, the layers change
 * their places.
 */
export function edgesOfTriangles(row: number, parity: 0 | 1): Int32Array {
  const ofEdge = new Int32Array(CUBE_EDGES.length);
  for (const [edge, { axis, lower }] of CUBE_EDGES.entries()) {
    const corner = (lower & 1) + ((lower >> 1) & 1) * row;
    const kind = axis === 2 ? 4 : 2 * ((lower >> 2) ^ parity) + axis;
    ofEdge[edge] = EDGES_PER_CORNER * corner + kind;
  }
  const { triangles } = marchingCubesTable();
  const edges = new Int32Array(triangles.length);
  for (let i = 0; i < triangles.length; i++) edges[i] = ofEdge[triangles[i]];
  return edges;
}
