/** WebGPU's globals in Node, for libraries that expect a browser's. Kernels of our own do without. */
import type { NodeGpu } from './node-gpu.node.ts';

/**
 * Defines `GPUBuffer`, `GPUBufferUsage`, … and `navigator.gpu` where the platform has none. A page's own are left alone;
 * an earlier `navigator.gpu` of this function is replaced.
 */
export async function installGpuGlobals({ gpu }: Pick<NodeGpu, 'gpu'>): Promise<void> {
  const { globals } = await import('webgpu');
  for (const [name, value] of Object.entries(globals)) {
    if (name in globalThis) continue;
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
  // Node has had a navigator since version 21.
  if (!('navigator' in globalThis)) {
    Object.defineProperty(globalThis, 'navigator', { value: {}, configurable: true });
  }
  Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
}
