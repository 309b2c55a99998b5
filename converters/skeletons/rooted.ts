import type { Xyz } from '../../datasets/geometry/index.ts';
import type { SwcForest } from '../../datasets/swc/index.ts';
import type { Skeleton } from './skeleton.ts';

/**
 * The vertices of a forest in an order in which each comes after its parent, the first vertex of a tree being its root.
 * @param voxelSizeNm nanometres per unit of the positions.
 */
export function rootedForest(
  { positions, edges, radiiNm }: Skeleton,
  voxelSizeNm: Xyz,
): Omit<SwcForest, 'title'> {
  const neighbours: number[][] = Array.from({ length: radiiNm.length }, () => []);
  for (let i = 0; i < edges.length; i += 2) {
    neighbours[edges[i]].push(edges[i + 1]);
    neighbours[edges[i + 1]].push(edges[i]);
  }
  const order: number[] = [];
  const parents: number[] = [];
  const numbers = new Int32Array(radiiNm.length).fill(-1);
  for (let root = 0; root < radiiNm.length; root++) {
    const open = [{ vertex: root, parent: -1 }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { vertex, parent } = next;
      if (numbers[vertex] >= 0) continue;
      numbers[vertex] = order.length;
      order.push(vertex);
      parents.push(parent);
      for (const other of neighbours[vertex]) open.push({ vertex: other, parent: numbers[vertex] });
    }
  }
  const along = (vertex: number, axis: 0 | 1 | 2) => positions[3 * vertex + axis] * voxelSizeNm[axis];
  return {
    positionsNm: order.map((vertex): Xyz => [along(vertex, 0), along(vertex, 1), along(vertex, 2)]),
    radiiNm: order.map((vertex) => radiiNm[vertex]),
    parents,
  };
}
