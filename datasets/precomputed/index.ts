export { decodeStoredChunk, MAX_CHUNK_BYTES } from './chunk-bytes.ts';
export {
  type ChunkGrid,
  chunkBox,
  chunkName,
  chunksIn,
  createChunkGrid,
  parseChunkName,
} from './chunk-grid.ts';
export {
  describePrecomputed,
  type PrecomputedSpec,
  WRITTEN_ENCODINGS,
  type WrittenEncoding,
} from './describe.ts';
export { type ChunkScratch, type EncodeBoxOptions, encodeBox } from './encode-box.ts';
export { encodeMultiresManifest, encodeMultiresMeshInfo } from './encode-multires.ts';
export { encodeSkeleton, encodeSkeletonInfo, RADIUS, type SkeletonFolder } from './encode-skeleton.ts';
export {
  ENCODINGS,
  type Encoding,
  encodeInfo,
  type PrecomputedInfo,
  type ScaleInfo,
  type VolumeKind,
} from './info.ts';
export {
  decodeLegacyFragment,
  decodeLegacyManifest,
  encodeLegacyFragment,
  encodeLegacyManifest,
  encodeLegacyMeshInfo,
  legacyManifestKey,
  type MeshFragment,
} from './mesh-legacy.ts';
export {
  decodeMultiresManifest,
  MULTIRES_MESH_TYPE,
  type MultiresLod,
  type MultiresManifest,
  type MultiresMeshInfo,
  parseMultiresMeshInfo,
} from './mesh-multires.ts';
export { type ChunkCount, countMissingChunks } from './missing-chunks.ts';
export { decodeInfo, parseInfo } from './parse-info.ts';
export { encodeRawInfo, readRawInfo } from './raw-info.ts';
export {
  createMultiresReader,
  lodBytes,
  type MultiresFragment,
  type MultiresReader,
  type MultiresSegment,
  type OctantFragment,
} from './read-multires.ts';
export { createSkeletonReader, type PlacedSkeleton, type ReadSkeleton } from './read-skeletons.ts';
export {
  encodeSegmentProperties,
  type NumberProperty,
  numberTypeOf,
  type SegmentProperties,
  type SegmentProperty,
  type TagsProperty,
  type TextProperty,
} from './segment-properties.ts';
export {
  decodeSkeleton,
  parseSkeletonInfo,
  SKELETONS_TYPE,
  type Skeleton,
  type SkeletonInfo,
  type VertexAttribute,
} from './skeleton.ts';
export {
  createChunkFetcher,
  type FetchChunk,
  FILL_MISSING,
  type OpenPrecomputedOptions,
  openPrecomputed,
  type PrecomputedVolume,
  type StoredChunk,
} from './volume.ts';
export { type WriteOptions, writePrecomputed } from './writer.ts';
