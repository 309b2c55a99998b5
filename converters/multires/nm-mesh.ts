/** A surface in nanometres. */
export interface NmMesh {
  /** x, y, z of each vertex. */
  readonly positions: Float32Array;
  /** Three vertices a triangle. */
  readonly indices: Uint32Array;
}
