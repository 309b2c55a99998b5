export { type ChunkShape, decodedBytes, formatShape, samplesIn } from './chunk-shape.ts';
export { decodeCompressedSegmentation } from './compressed-segmentation/decode.ts';
export { encodeCompressedSegmentation } from './compressed-segmentation/encode.ts';
export { DEFAULT_BLOCK_SIZE, layoutOf, maxEncodedBytes } from './compressed-segmentation/layout.ts';
export { encodeChunk } from './encode-chunk.ts';
export { gunzip, gzip, looksGzipped } from './gzip.ts';
export { decodeRaw, encodeRaw } from './raw.ts';
export { type ChunkCodec, decodeChunk, type LoadCodec, registerCodec } from './registry.ts';
