export { type CleanedUp, type CleanUpOptions, cleanUp, clearDust } from './clean-up.ts';
export {
  type LoadedSegmentation,
  type LoadOptions,
  loadSegmentation,
  loadSegmentationFromSource,
} from './load-segmentation.ts';
export { cornerFromPath, legacySubvolumePath, type SubvolumeSuffix, subvolumePath } from './paths.ts';
export { dequantizeProbability, quantizeProbability } from './probability.ts';
export { decodeOrigins, decodeOverlaps, encodeOrigins, encodeOverlaps } from './python-objects.ts';
export { findSubvolume, loadOrigins, readSubvolume, type StoredSubvolume } from './read-subvolume.ts';
export { type Labels, reduceIdBits } from './reduce-id-bits.ts';
export { type Subvolume, saveAlignedImage, saveSubvolume } from './subvolume.ts';
