import { type Xyz, xyz } from '../../datasets/geometry/index.ts';
import type { VoxelBlock } from '../../datasets/volume.ts';
import { planCells } from './cell-plan.ts';
import { denseLabels } from './dense-labels.ts';
import { drawCells } from './draw-cells.ts';
import type { LabelMesh } from './mesh.ts';

export interface MeshLabelsOptions {
  /** Global position of the block's first voxel, in voxels; default (0, 0, 0). */
  readonly origin?: Xyz;
}

/**
 * Meshes every label of a block in one pass, by marching cubes on each label's own mask.
 *
 * Voxel v covers [v, v + 1) and its centre is v + 0.5. Vertices lie half-way between the centres of two voxels of
 * different labels, so a lone voxel is an octahedron inside its cube, and labels that touch share positions.
 * What is outside the block counts as another label: every mesh is closed. It is also consistently oriented and
 * 2-manifold: each edge belongs to exactly two triangles, once in each direction. Foreground voxels that touch
 * only along an edge or at a corner are not joined.
 *
 * Positions are multiples of a half voxel, exact up to 2^23 voxels from 0. Beside the result, memory is 4 bytes a
 * voxel and 8 to 16 bytes for every label in every cell that has a surface.
 *
 * @param block one channel of uint8, uint16, uint32 or uint64 labels; 0 is background.
 * @returns meshes by label, in global voxels, in the order the labels are met (x fastest).
 * @throws UnsupportedError for other sample types and channels; InvalidDataError where data and size disagree;
 * TooLargeError where a slice has more than 2^24 cells.
 * Source: Lorensen and Cline 1987; the table is our own, see `contourLoops`.
 */
export function meshLabels(block: VoxelBlock, options: MeshLabelsOptions = {}): Map<bigint, LabelMesh> {
  const { origin = xyz(0, 0, 0) } = options;
  const { indices, labels } = denseLabels(block);
  const cells = xyz(block.size[0] + 1, block.size[1] + 1, block.size[2] + 1);
  const plan = planCells(indices, cells);
  const meshes = drawCells(plan, cells, { origin, numLabels: labels.length });
  return new Map(labels.slice(1).map((label, i) => [label, meshes[i + 1]!]));
}
