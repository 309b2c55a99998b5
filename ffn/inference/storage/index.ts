export { cornerFromPath, legacySubvolumePath, type SubvolumeSuffix, subvolumePath } from './paths.ts';
export { dequantizeProbability, quantizeProbability } from './probability.ts';
export { type Labels, reduceIdBits } from './reduce-id-bits.ts';
export {
  findSubvolume,
  type LoadedSubvolume,
  loadSegmentation,
  type Subvolume,
  saveSubvolume,
} from './subvolume.ts';
