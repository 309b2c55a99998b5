export { sliceCacheBytes } from './cache-budget.node.ts';
export { openRandomAccess, type RandomAccessFile } from './random-access.node.ts';
export { assertReadable } from './readable.node.ts';
export {
  openUnpacked,
  type TemporaryFile,
  type UnpackOptions,
  unpackDeflated,
  unpackGzip,
} from './unpack.node.ts';
