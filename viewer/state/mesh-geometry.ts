import type { Xyz } from '../../datasets/geometry/index.ts';
import type { MeshLevels } from './scene/index.ts';

/** Triangles of one segment, or of a part of it. */
export interface MeshGeometry {
  /** Where (0, 0, 0) of the positions lies, in nanometres. */
  readonly originNm: Xyz;
  /** x, y, z of each vertex in nanometres from the origin. */
  readonly positions: Float32Array;
  /** x, y, z and a filler of each vertex, unit length 127. */
  readonly normals: Int8Array;
  /** Three vertices a triangle. */
  readonly indices: Uint32Array;
  /** Of a fragment: where the indices of each octant end. */
  readonly octantEnds?: readonly number[] | undefined;
}

/** What a segment has: one mesh, or fragments of several levels that are read one by one. */
export type SegmentMesh = MeshGeometry | MeshLevels;

export const hasLevels = (mesh: SegmentMesh): mesh is MeshLevels => 'levels' in mesh;

/** What it takes in memory, and about the same on the GPU. */
export const meshBytes = (mesh: SegmentMesh): number =>
  hasLevels(mesh)
    ? mesh.levels.reduce((sum, { cells, sizes }) => sum + cells.byteLength + sizes.byteLength, 0)
    : mesh.positions.byteLength + mesh.normals.byteLength + mesh.indices.byteLength;
