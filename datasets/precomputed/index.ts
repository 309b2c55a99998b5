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
export { decodeInfo, parseInfo } from './parse-info.ts';
export { openPrecomputed, type PrecomputedVolume } from './volume.ts';
export { type PrecomputedSpec, type WriteOptions, writePrecomputed } from './writer.ts';
