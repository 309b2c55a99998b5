export {
  balanceClasses,
  type Coordinate,
  createIndices,
  createRecordEncoder,
  decodeExample,
  encodeExample,
  type Indices,
  type NumberedVolume,
  type RecordEncoder,
  readRecords,
} from './coordinates/index.ts';
export { type Loss, sigmoidCrossEntropy } from './loss.ts';
export {
  type BatchGradient,
  createTrainableStack,
  type Example,
  type TrainableNetwork,
} from './network/index.ts';
export { classesOfCounts, EXCLUDED, type PartitionInput, partitionBlock } from './partitions/index.ts';
export { createRandom, type Random, resumeRandom, shuffle } from './random.ts';
