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
export {
  ENCODINGS,
  type Encoding,
  encodeInfo,
  type PrecomputedInfo,
  type ScaleInfo,
  type VolumeKind,
} from './info.ts';
export { type ChunkCount, countMissingChunks } from './missing-chunks.ts';
export { decodeInfo, parseInfo } from './parse-info.ts';
export { encodeRawInfo, readRawInfo } from './raw-info.ts';
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
  createChunkFetcher,
  type FetchChunk,
  FILL_MISSING,
  type OpenPrecomputedOptions,
  openPrecomputed,
  type PrecomputedVolume,
  type StoredChunk,
} from './volume.ts';
export { type WriteOptions, writePrecomputed } from './writer.ts';
