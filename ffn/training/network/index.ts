export { createTrainableStack } from './conv-stack.ts';
export { bytesOfStack, flopsOfExample } from './cost.ts';
export { createNetworkInParts, type ExampleGradient } from './in-parts.ts';
export type { BatchGradient, Example, TrainableNetwork } from './trainable.ts';
