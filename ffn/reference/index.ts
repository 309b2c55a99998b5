export { forwardConvStack } from './conv-stack.ts';
export { type Conv3dArguments, type Conv3dShape, conv3d } from './conv3d.ts';
export { type Conv3dGradients, conv3dGradients, type GradientArguments } from './conv3d-gradients.ts';
export { type GatherArguments, gather } from './gather.ts';
export { type HeadArguments, head } from './head.ts';
export { type ScatterArguments, scatter } from './scatter.ts';
export {
  type ChannelSumsArguments,
  channelSums,
  type HeadGradientArguments,
  headGradient,
  type LossArguments,
  lossGradient,
  type MaskArguments,
  maskGradient,
  sumParts,
} from './training.ts';
