export { installGpuGlobals } from './gpu-globals.node.ts';
export { createNodeGpu, type NodeGpu, type NodeGpuOptions } from './node-gpu.node.ts';
