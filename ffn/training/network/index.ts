export { createTrainableStack } from './conv-stack.ts';
export { bytesOfStack, flopsOfExample } from './cost.ts';
export { createNetworkInParts, type ExampleGradient } from './in-parts.ts';
export { assertExample, type BatchGradient, type Example, type TrainableNetwork } from './trainable.ts';
