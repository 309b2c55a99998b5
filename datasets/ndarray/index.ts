export {
  type AxisMap,
  denseStrides,
  gridPositions,
  type NdArray,
  type NdChunk,
  productOf,
} from './nd-array.ts';
export { createNdVolume, type NdLevel } from './volume.ts';
