export { forwardConvStack } from './conv-stack.ts';
export { type Conv3dArguments, type Conv3dShape, conv3d } from './conv3d.ts';
