export { BEGIN, type BeginUniforms } from './begin.ts';
export { CONTROL, type ControlUniforms } from './control.ts';
export {
  type ConvTile,
  type ConvTileUniforms,
  convTile,
  LOWEST,
  layerUniforms,
  packTileWeights,
} from './conv-tile.ts';
export { CONV3D, type Conv3dUniforms, conv3dWorkgroups, runConv3d } from './conv3d.ts';
export {
  type ComputeDevice,
  createStaging,
  createStorage,
  createUniform,
  type DeviceOptions,
  hasHalves,
  hasMatrices,
  openDevice,
  readBack,
  withErrorScopes,
} from './device.ts';
export { BufferPool, type Dispatch, encodeDispatches, prepareDispatch } from './dispatch.ts';
export { GATHER, type GatherUniforms } from './gather.ts';
export { fromHalves, roundToHalves, toHalves } from './halves.ts';
export { HEAD, type HeadUniforms, headOf } from './head.ts';
export { type Kernel, packUniforms, type ScalarType, type UniformValues } from './kernel.ts';
export { matrixLengths } from './matrix-lengths.ts';
export { assertMatrixFits, MATRIX_EDGE, type MatrixTile } from './matrix-shape.ts';
export { type PaddedGrid, paddedGrid } from './padded-grid.ts';
export { bindKernel, createPipeline, createPipelineAtOnce, type KernelCall, runKernel } from './pipeline.ts';
export { ReadBackError, readMapped } from './read-mapped.ts';
export { SCATTER, type ScatterUniforms } from './scatter.ts';
export { ENDED, SLOT, SLOT_STATE, SLOT_WORDS, UNSEEN_BITS } from './slots.ts';
export { convolutionText, createStack } from './stack.ts';
export {
  isMatrixTile,
  type Stack,
  type StackInput,
  type StackTile,
  voxelWorkgroups,
} from './stack-input.ts';
export { expandTemplate, type TemplateValues } from './template.ts';
export { ceilToFloat32, minStrongCount, planWalk, RING_LENGTH, type WalkPlan } from './walk-plan.ts';
