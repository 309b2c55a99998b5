export { type BusyClock, createBusyClock } from './busy-clock.ts';
export { type Checkpoints, LOG_FILE, openCheckpoints, REPORT_FILE, STATE_FILE } from './checkpoints.ts';
export { findCoordinateFiles, readCoordinates } from './coordinate-files.ts';
export { createGradientThreads, type GradientThreads } from './gradient-threads.ts';
export { type ReportParts, renderReport } from './report.ts';
export { type Chart, type Curve, drawChart, meanPoints } from './report-curves.ts';
export { drawWalk, type WalkPicture } from './report-pictures.ts';
export { type EventFile, type EventFileOptions, openEventFile, scalarsOf } from './tensorboard.ts';
export { type LogLine, openTrainLog, type TrainLog, type TrainLogOptions } from './train-log.ts';
export {
  assertTrainable,
  bytesOfVolumes,
  createPatchReader,
  keepInMemory,
  type TrainingVolume,
} from './volumes.ts';
