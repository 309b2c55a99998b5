import { type Box, boxOf, boxSize, type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { Padding } from '../meshing/index.ts';

/** A box of cells of marching cubes. Cell c of an axis lies between the centres of voxels c - 1 and c of the volume. */
export interface CellBlock {
  /** First cell, per axis. */
  readonly origin: Xyz;
  /** Cells per axis. */
  readonly size: Xyz;
}

/**
 * Blocks that cover all cells of a volume, those half outside included, which close surfaces at its edge. x fastest.
 * @param edge cells per axis of all but the last blocks.
 */
export function cutIntoBlocks(bounds: Box, edge: number): CellBlock[] {
  const cells = boxSize(bounds).map((voxels) => voxels + 1);
  const count = cells.map((n) => Math.ceil(n / edge));
  const blocks: CellBlock[] = [];
  for (let z = 0; z < count[2]; z++) {
    for (let y = 0; y < count[1]; y++) {
      for (let x = 0; x < count[0]; x++) {
        const origin = [x * edge, y * edge, z * edge] as const;
        const size = [0, 1, 2].map((axis) => Math.min(edge, cells[axis] - origin[axis]));
        blocks.push({ origin, size: xyz(size[0], size[1], size[2]) });
      }
    }
  }
  return blocks;
}

/** The voxels that the cells of a block lie between, and on which sides the volume ends. */
export function voxelsOf({ origin, size }: CellBlock, bounds: Box): { box: Box; padding: Padding } {
  const voxels = boxSize(bounds);
  const axes = [0, 1, 2] as const;
  const lower = axes.map((axis) => (origin[axis] === 0 ? 1 : 0));
  const upper = axes.map((axis) => (origin[axis] + size[axis] > voxels[axis] ? 1 : 0));
  const begin = axes.map((axis) => bounds.begin[axis] + origin[axis] - 1 + lower[axis]);
  const extent = axes.map((axis) => size[axis] + 1 - lower[axis] - upper[axis]);
  return {
    box: boxOf(xyz(begin[0], begin[1], begin[2]), xyz(extent[0], extent[1], extent[2])),
    padding: { lower: xyz(lower[0], lower[1], lower[2]), upper: xyz(upper[0], upper[1], upper[2]) },
  };
}

/** The two halves of a block along its longest axis; undefined for a block of one cell. */
export function halvesOf({ origin, size }: CellBlock): [CellBlock, CellBlock] | undefined {
  const axis = size.indexOf(Math.max(...size));
  if (size[axis] < 2) return undefined;
  const half = Math.floor(size[axis] / 2);
  const at = (values: Xyz, value: number): Xyz => {
    const [x, y, z] = values.map((n, i) => (i === axis ? value : n));
    return xyz(x, y, z);
  };
  return [
    { origin, size: at(size, half) },
    { origin: at(origin, origin[axis] + half), size: at(size, size[axis] - half) },
  ];
}
