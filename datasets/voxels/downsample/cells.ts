import type { Box, Xyz } from '../../geometry/index.ts';

/**
 * The box of cells that a box of voxels touches. Cells are aligned to coordinate 0, not to the box, so that any two
 * pieces of a volume agree on which voxels belong together.
 * @param factors voxels of a cell along x, y, z; whole, >= 1.
 */
export function coarseBounds({ begin, end }: Box, factors: Xyz): Box {
  const lower = (i: 0 | 1 | 2) => Math.floor(begin[i] / factors[i]);
  const upper = (i: 0 | 1 | 2) => Math.max(lower(i), Math.ceil(end[i] / factors[i]));
  return { begin: [lower(0), lower(1), lower(2)], end: [upper(0), upper(1), upper(2)] };
}

/** The voxels of a box of cells, cut to those that exist. @param within the fine volume's bounds. */
export function fineBounds({ begin, end }: Box, factors: Xyz, within: Box): Box {
  const lower = (i: 0 | 1 | 2) => Math.max(begin[i] * factors[i], within.begin[i]);
  const upper = (i: 0 | 1 | 2) => Math.min(end[i] * factors[i], within.end[i]);
  return { begin: [lower(0), lower(1), lower(2)], end: [upper(0), upper(1), upper(2)] };
}

/**
 * Where the cells of one axis begin in a block: cell `i` holds voxels `[edges[i], edges[i + 1])`, counted from the
 * block's first. Cells at the ends may be cut.
 */
export function cellEdges(begin: number, size: number, factor: number): Int32Array {
  const first = Math.floor(begin / factor);
  const count = size === 0 ? 0 : Math.ceil((begin + size) / factor) - first;
  const edges = new Int32Array(count + 1);
  for (let i = 1; i < count; i++) edges[i] = (first + i) * factor - begin;
  edges[count] = size;
  return edges;
}

/** Edges of cells along the three axes of a block. */
export interface Cells {
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly z: Int32Array;
}

export const cellsOf = (begin: Xyz, size: Xyz, factors: Xyz): Cells => ({
  x: cellEdges(begin[0], size[0], factors[0]),
  y: cellEdges(begin[1], size[1], factors[1]),
  z: cellEdges(begin[2], size[2], factors[2]),
});
