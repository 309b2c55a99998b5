import type { Xyz } from '../../datasets/geometry/index.ts';
import type { Skeleton } from './skeleton.ts';

/**
 * The forest as SWC (Cannon et al. 1998): a line for each vertex with number, type 0 (undefined), x, y, z, radius and
 * parent; parents come before their children, roots have parent -1. Lengths in nanometres.
 * @param voxelSizeNm nanometres per unit of the positions.
 */
export function encodeSwc({ positions, edges, radiiNm }: Skeleton, voxelSizeNm: Xyz): string {
  const neighbours: number[][] = Array.from({ length: radiiNm.length }, () => []);
  for (let i = 0; i < edges.length; i += 2) {
    neighbours[edges[i]].push(edges[i + 1]);
    neighbours[edges[i + 1]].push(edges[i]);
  }
  const lines = ['# nanometres', '# index type x y z radius parent'];
  const numbers = new Int32Array(radiiNm.length);
  let count = 0;
  const along = (vertex: number, axis: 0 | 1 | 2) => format(positions[3 * vertex + axis] * voxelSizeNm[axis]);
  for (let root = 0; root < radiiNm.length; root++) {
    if (numbers[root] > 0) continue;
    const open: { vertex: number; parent: number }[] = [{ vertex: root, parent: -1 }];
    for (let next = open.pop(); next; next = open.pop()) {
      const { vertex, parent } = next;
      if (numbers[vertex] > 0) continue;
      numbers[vertex] = ++count;
      const place = [along(vertex, 0), along(vertex, 1), along(vertex, 2)].join(' ');
      lines.push(`${count} 0 ${place} ${format(radiiNm[vertex])} ${parent}`);
      for (const other of neighbours[vertex]) open.push({ vertex: other, parent: numbers[vertex] });
    }
  }
  return `${lines.join('\n')}\n`;
}

/** A hundredth of a nanometre is enough. */
const format = (nm: number): string => String(Math.round(nm * 100) / 100);
