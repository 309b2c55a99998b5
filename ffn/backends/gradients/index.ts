export { createLastingTrainable, type LastingOptions, type LastingTrainable } from './lasting-trainable.ts';
export {
  createWebgpuTrainable,
  type WebgpuTrainable,
  type WebgpuTrainableOptions,
} from './webgpu-trainable.ts';
