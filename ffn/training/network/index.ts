export { createTrainableStack } from './conv-stack.ts';
export type { BatchGradient, Example, TrainableNetwork } from './trainable.ts';
