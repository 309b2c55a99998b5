export { type Arena, createArena } from './arena.ts';
export {
  addFilterGradient,
  type ConvArguments,
  convolve,
  type FilterGradientArguments,
  type PlacedGrid,
} from './conv3d.ts';
export { createGrid, eachGridRow, type Grid, offsetOf, voxelsOf } from './grid.ts';
export {
  type ConvChannels,
  type ConvKernels,
  createKernelSet,
  type KernelSet,
  paddedChannels,
} from './kernels.ts';
export { addInto, interleave, rectifyInto } from './passes.ts';
export { type PlainWeights, packTurned, packWeights, unpackGradient, weightCount } from './weights.ts';
