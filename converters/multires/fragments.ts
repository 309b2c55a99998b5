import type { Xyz } from '../../datasets/geometry/index.ts';
import { createIntList, createTripleTable, type Soup } from './soup.ts';

/** What one cell of the octree holds of a surface. */
export interface CellSurface extends Soup {
  /** Place in the grid of its level. */
  readonly cell: Xyz;
}

/**
 * Deals out triangles to the cells of a grid.
 * @param soup none of its triangles crosses a multiple of `side`. @param numCells cells per axis.
 * @returns cells that have triangles, in Z-order; positions in [0, side] from the cell's lower corner.
 */
export function splitIntoCells({ positions, indices }: Soup, side: number, numCells: Xyz): CellSurface[] {
  const cells = createTripleTable(indices.length / 3);
  const found: Xyz[] = [];
  const lists: number[][] = [];
  for (let i = 0; i < indices.length; i += 3) {
    const [a, b, c] = [3 * indices[i], 3 * indices[i + 1], 3 * indices[i + 2]];
    const at = (axis: 0 | 1 | 2): number => {
      const [p, q, r] = [positions[a + axis], positions[b + axis], positions[c + axis]];
      // A triangle in a plane between two cells is the upper one's, if there is one.
      const middle = (Math.min(p, q, r) + Math.max(p, q, r)) / 2;
      return Math.min(Math.floor(middle / side), numCells[axis] - 1);
    };
    const cell = [at(0), at(1), at(2)] as const;
    let place = cells.find(...cell);
    if (place < 0) {
      place = found.length;
      cells.put([...cell], place);
      found.push(cell);
      lists.push([]);
    }
    lists[place].push(i);
  }
  return found
    .map((cell, place) => localSurface({ positions, indices }, lists[place], cell, side))
    .sort((a, b) => compareZOrder(a.cell, b.cell));
}

function localSurface({ positions, indices }: Soup, triangles: readonly number[], cell: Xyz, side: number) {
  const known = new Map<number, number>();
  const local = createIntList();
  const out = new Uint32Array(3 * triangles.length);
  for (const [t, begin] of triangles.entries()) {
    for (let k = 0; k < 3; k++) {
      const vertex = indices[begin + k];
      let number = known.get(vertex);
      if (number === undefined) {
        number = local.length() / 3;
        known.set(vertex, number);
        for (const axis of [0, 1, 2] as const) local.push(positions[3 * vertex + axis] - cell[axis] * side);
      }
      out[3 * t + k] = number;
    }
  }
  return { cell, positions: local.finish(), indices: out };
}

/** Z-order, x lowest: the axis in which the highest bit differs decides, of equal ones the last. */
export function compareZOrder(a: Xyz, b: Xyz): number {
  let [axis, height] = [0, 0];
  for (const d of [0, 1, 2] as const) {
    const bits = 32 - Math.clz32(a[d] ^ b[d]);
    if (bits > 0 && bits >= height) [axis, height] = [d, bits];
  }
  return a[axis as 0 | 1 | 2] - b[axis as 0 | 1 | 2];
}
