/** The package has no declarations for this module; this is the part that tests use. */
declare module 'neuroglancer/unstable/datasource/precomputed/backend.js' {
  export class PrecomputedVolumeChunkSource {
    constructor(rpc: unknown, options: unknown);
    /** Sets `chunk.data`, and leaves it where there is no chunk. */
    download(chunk: unknown, cancellationToken: unknown): Promise<void>;
  }
  export class PrecomputedSkeletonSource {
    constructor(rpc: unknown, options: unknown);
    /** Sets `vertexPositions`, `indices` and `vertexAttributes` of the chunk. */
    download(chunk: unknown, cancellationToken: unknown): Promise<void>;
  }
  export class PrecomputedMultiscaleMeshSource {
    constructor(rpc: unknown, options: unknown);
    /** Sets `manifest`, `offsets` and, of a sharded mesh, `shardInfo` of the chunk. */
    download(chunk: unknown, cancellationToken: unknown): Promise<void>;
  }
}
