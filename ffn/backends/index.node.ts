export { type CpuOptions, createCpuNetwork } from './cpu.node.ts';
export type { FfnNetwork, NetworkInfo } from './network.ts';
export { createReferenceNetwork } from './reference.ts';
export { createWebgpuNetwork, type WebgpuOptions } from './webgpu.ts';
