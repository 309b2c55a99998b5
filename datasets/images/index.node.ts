export { listImages, listSlices } from './list-images.node.ts';
export { type ImageStack, type ImageStackOptions, openImageStack } from './stack.node.ts';
