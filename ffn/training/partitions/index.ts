export { classesOfCounts, EXCLUDED } from './classes.ts';
export { type PartitionInput, partitionBlock } from './partition-block.ts';
