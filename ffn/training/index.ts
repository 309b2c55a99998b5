export { classesOfCounts, EXCLUDED, type PartitionInput, partitionBlock } from './partitions/index.ts';
