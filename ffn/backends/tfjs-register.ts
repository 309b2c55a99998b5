/** Our kernels in the place of TensorFlow.js's own, on its WebGPU backend. */
import type { KernelConfig, KernelFunc } from '@tensorflow/tfjs-core';
import { withOwnConvolutions } from './tfjs-convolutions.ts';
import type { Tfjs } from './tfjs-library.ts';
import { loweredKernel } from './tfjs-lowered.ts';

/** @param tile the backend's kernel `Tile`. @returns the kernel itself where ours has nothing to add. */
export const ownKernel = (core: Tfjs['core'], config: KernelConfig, tile: KernelFunc): KernelFunc =>
  withOwnConvolutions({ ...config, kernelFunc: loweredKernel(config, tile) }, core);

/**
 * For programs that use TensorFlow.js themselves: convolutions of volumes and both of their gradients by kernels of our own, and
 * operations beyond rank 4 that its shaders refuse. Its autograd, layers and optimizers drive them; nothing else changes.
 * @param backendName one of the library's WebGPU backends, registered before. @returns a function that takes it all back.
 */
export function registerOwnKernels(core: Tfjs['core'], backendName = 'webgpu'): () => void {
  const tile = core.getKernel('Tile', backendName).kernelFunc;
  const before = core.getKernelsForBackend(backendName);
  const replace = (configs: readonly KernelConfig[]) => {
    for (const config of configs) {
      // The library warns of kernels that are there already.
      core.unregisterKernel(config.kernelName, backendName);
      core.registerKernel(config);
    }
  };
  replace(before.map((config) => ({ ...config, kernelFunc: ownKernel(core, config, tile) })));
  return () => replace(before);
}
