import type { Xyz } from '../../datasets/geometry/index.ts';

/** A triangle mesh of one label. */
export interface LabelMesh {
  /** x, y, z of each vertex. */
  readonly positions: Float32Array<ArrayBuffer>;
  /** Three vertices a triangle, counter-clockwise seen from outside. */
  readonly indices: Uint32Array<ArrayBuffer>;
}

/**
 * @param mesh in voxels of the volume's global frame. @param voxelSizeNm nanometres a voxel, per axis.
 * @returns the same triangles in nanometres, as precomputed meshes are stored. The indices are shared, not copied.
 */
export function toNanometres({ positions, indices }: LabelMesh, voxelSizeNm: Xyz): LabelMesh {
  const scaled = new Float32Array(positions.length);
  for (let i = 0; i < positions.length; i += 3) {
    scaled[i] = positions[i]! * voxelSizeNm[0];
    scaled[i + 1] = positions[i + 1]! * voxelSizeNm[1];
    scaled[i + 2] = positions[i + 2]! * voxelSizeNm[2];
  }
  return { positions: scaled, indices };
}
