import type { Cells } from '../cells.ts';

/** The cells of a row that are two voxels along x: all but those that the block's ends cut. */
export interface WholeCells {
  readonly first: number;
  readonly count: number;
}

/** What the kernels can take: cells of two voxels along x, and of one or two along y and z; else null. */
export function wholeCells({ x, y, z }: Cells): WholeCells | null {
  return areAtMostPairs(y) && areAtMostPairs(z) ? wholePairs(x) : null;
}

function wholePairs(edges: Int32Array): WholeCells | null {
  const cells = edges.length - 1;
  const first = cells > 0 && edges[1] - edges[0] === 1 ? 1 : 0;
  const last = cells > first && edges[cells] - edges[cells - 1] === 1 ? cells - 1 : cells;
  for (let i = first; i < last; i++) if (edges[i + 1] - edges[i] !== 2) return null;
  return last > first ? { first, count: last - first } : null;
}

const areAtMostPairs = (edges: Int32Array): boolean => {
  for (let i = 1; i < edges.length; i++) if (edges[i] - edges[i - 1] > 2) return false;
  return true;
};

/** The cells of a row that are not among the whole ones, by their index. */
export function cutCells({ x }: Cells, { first, count }: WholeCells): number[] {
  const last = first + count;
  return [...(first === 1 ? [0] : []), ...(last < x.length - 1 ? [last] : [])];
}
