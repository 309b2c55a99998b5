export { CONV3D, type Conv3dUniforms, conv3dWorkgroups, runConv3d } from './conv3d.ts';
export {
  type ComputeDevice,
  createStorage,
  createUniform,
  type DeviceOptions,
  openDevice,
  readBack,
  withErrorScopes,
} from './device.ts';
export { type Kernel, packUniforms, type ScalarType, type UniformValues } from './kernel.ts';
export { bindKernel, createPipeline, type KernelCall, runKernel } from './pipeline.ts';
