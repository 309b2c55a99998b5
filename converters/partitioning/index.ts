export { type ClassFile, createClassFile } from './class-file.ts';
export type { PartitionJob } from './classify-block.ts';
export {
  bytesPerThread,
  type PartitionBlock,
  type PartitionSpec,
  planBlocks,
  type Sphere,
  validBox,
  withSurroundings,
} from './plan.ts';
export { createThreads } from './threads.ts';
