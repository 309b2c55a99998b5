export {
  createWebgpuTrainable,
  type WebgpuTrainable,
  type WebgpuTrainableOptions,
} from './webgpu-trainable.ts';
