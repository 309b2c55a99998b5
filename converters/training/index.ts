export { type Checkpoints, LOG_FILE, openCheckpoints, STATE_FILE } from './checkpoints.ts';
export { findCoordinateFiles, readCoordinates } from './coordinate-files.ts';
export { createGradientThreads, type GradientThreads } from './gradient-threads.ts';
export { createTrainLog, type LogLine, type TrainLog } from './train-log.ts';
export {
  assertTrainable,
  bytesOfVolumes,
  createPatchReader,
  keepInMemory,
  type TrainingVolume,
} from './volumes.ts';
