import type { Box, Xyz } from './geometry/index.ts';
import type { DataType, VoxelBlock } from './volume.ts';

/** One resolution of a source's volume. */
export interface SourceScale {
  /** For people: a path in the store, a level. */
  readonly name: string;
  /** Voxels of this scale. Chunks are anchored at `begin` and cut at `end`. */
  readonly bounds: Box;
  readonly chunkSize: Xyz;
  readonly voxelSizeNm: Xyz;
  /** For people: `blosc (lz4)`, `sharded, zstd`. */
  readonly encoding: string;
}

/** Chunks at several resolutions, from wherever they come. */
export interface ScaledVolume {
  readonly dataType: DataType;
  readonly numChannels: number;
  /** False where the source does not say it: then a voxel of the finest scale is taken for 1 nm. */
  readonly isVoxelSizeKnown: boolean;
  /** Finest first. */
  readonly scales: readonly SourceScale[];
  /**
   * One decoded chunk, cut at the volume's edge. What a source may leave out (an empty chunk) is its fill value.
   * @param position in the grid of the scale, from (0, 0, 0).
   */
  readChunk(scale: number, position: Xyz, options?: { readonly signal?: AbortSignal }): Promise<VoxelBlock>;
}

/** Triangles of a segment, or of a file that is one mesh. */
export interface SourceMesh {
  /** Nanometres, x, y, z of one vertex after the other. */
  readonly positions: Float32Array;
  readonly indices: Uint32Array;
}

/** A file that is one mesh. */
export interface MeshFile {
  readonly vertexCount: number;
  readonly triangleCount: number;
  /** Of the vertices, nanometres. */
  readonly boundsNm: Box;
  /** The mesh is the caller's to keep, or to hand to another thread. */
  read(): Promise<SourceMesh>;
}

/** What an address turned out to be. */
export interface Source {
  /** Name of the format as in an address: `zarr`, `n5`. */
  readonly format: string;
  /** For people: `Zarr 3, OME-NGFF 0.5`. */
  readonly title: string;
  readonly volume?: ScaledVolume;
  /** Of a file that is one mesh. */
  readonly mesh?: MeshFile;
  /** What it says to hold, where it says so. */
  readonly kind?: 'image' | 'segmentation' | undefined;
  /** Meshes of segments. @throws MissingError where the segment has none. */
  readonly readMesh?: (segment: bigint, signal?: AbortSignal) => Promise<SourceMesh>;
  /** What a person should know of it, such as axes that were guessed. */
  readonly warnings: readonly string[];
}
