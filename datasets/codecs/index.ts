export { type ChunkShape, decodedBytes, formatShape, samplesIn } from './chunk-shape.ts';
export { decodeCompressedSegmentation } from './compressed-segmentation/decode.ts';
export { encodeCompressedSegmentation } from './compressed-segmentation/encode.ts';
export { DEFAULT_BLOCK_SIZE, layoutOf, maxEncodedBytes } from './compressed-segmentation/layout.ts';
export { type DracoMesh, decodeDracoMesh, type LoadDraco, registerDraco } from './draco/decode.ts';
export type { DracoModule } from './draco/module.ts';
export { gunzip, gzip, looksGzipped } from './gzip.ts';
export { decodeRaw, encodeRaw } from './raw.ts';
export { type ChunkCodec, decodeChunk, encodeChunk, type LoadCodec, registerCodec } from './registry.ts';
