export { createNodeGpu, type NodeGpu, type NodeGpuOptions } from './node-gpu.node.ts';
