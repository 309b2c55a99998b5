/** A closed surface on the lattice of half voxels. */
export interface LatticeMesh {
  /** x, y, z of each vertex, in half voxels from the volume's first corner. */
  readonly positions: Int32Array<ArrayBuffer>;
  /** Three vertices a triangle, counter-clockwise seen from outside. */
  readonly indices: Uint32Array<ArrayBuffer>;
}
