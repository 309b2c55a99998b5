/** The package has no declarations for this module; this is the one function that tests call. */
declare module 'neuroglancer/unstable/mesh/backend.js' {
  export function decodeTriangleVertexPositionsAndIndices(
    data: ArrayBuffer,
    /** 0 little, 1 big. */
    endianness: number,
    vertexByteOffset: number,
    numVertices: number,
  ): { vertexPositions: Float32Array; indices: Uint32Array };
}
